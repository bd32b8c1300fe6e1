"""What the top of a measure's page says of its services: figures, and whom they are for."""

from datetime import date
from pathlib import Path

from catalogue.model import Measure, Service
from catalogue.schedule import Status
from catalogue.validation import load_catalogue
from catalogue.views import AudienceView, brief, view_audiences, view_measure, view_services
from tests.sample import MEASURE, write_content

SECOND = """\
  - type: 訪視診斷
    offer: 專家到廠。
    audience: {audience}
    percents:
      - {{percent: 50, text: 自付一半}}
    windows:
      - {{kind: rolling}}
preferences:
"""


def measure_of(folder: Path, audience: str) -> Measure:
    text = MEASURE.replace("preferences:\n", SECOND.format(audience=audience))
    return load_catalogue(write_content(folder, measure=text)).measures[0]


def services_of(folder: Path, audience: str) -> tuple[Service, ...]:
    return measure_of(folder, audience).services


def test_an_audience_of_several_services_stands_once(tmp_path: Path) -> None:
    services = services_of(tmp_path, "製造業")
    assert view_audiences(services) == (
        AudienceView(heading="輔導補助", brief="製造業", is_whole=True),
    )


def test_a_long_audience_is_its_first_sentence(tmp_path: Path) -> None:
    services = services_of(tmp_path, "依公司法設立的公司。" + "也要有工廠登記" * 10)
    assert view_audiences(services)[1] == AudienceView(
        heading="訪視診斷", brief="依公司法設立的公司……", is_whole=False
    )


def test_a_long_sentence_is_cut_short() -> None:
    assert brief("字" * 60) == "字" * 60
    assert brief("字" * 61) == "字" * 50 + "……"
    assert brief("第一行\n" + "字" * 60) == "第一行……"


def test_figures_are_amounts_or_else_percents(tmp_path: Path) -> None:
    view = view_measure(measure_of(tmp_path, "製造業"), date(2016, 3, 1))
    figures = [service.figures for service in view_services(view)]
    assert figures == [("每案上限",), ("自付一半",)]


def test_each_service_has_its_own_windows(tmp_path: Path) -> None:
    view = view_measure(measure_of(tmp_path, "製造業"), date(2016, 3, 1))
    words = [[window.words for window in service.windows] for service in view_services(view)]
    assert words == [[window.words for window in view.windows[:2]], ["隨時可以申請"]]
    assert view.services == ((Status.OPEN, date(2016, 3, 15)), (Status.OPEN, None))
    assert view.state.windows == (
        '[["fixed","2016-01-26","2016-03-15"],["fixed","2016-05","2016-06"],["rolling"]]'
    )


def test_windows_are_json_that_needs_no_escape_between_apostrophes(tmp_path: Path) -> None:
    measure = load_catalogue(write_content(tmp_path, measure=MEASURE)).measures[0]
    assert view_measure(measure, date(2016, 3, 1)).state.windows == (
        '[["fixed","2016-01-26","2016-03-15"],["fixed","2016-05","2016-06"]]'
    )
