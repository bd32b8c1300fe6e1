"""What the top of a measure's page says of its services: figures, and whom they are for."""

from datetime import date
from pathlib import Path

from catalogue.model import Service
from catalogue.validation import load_catalogue
from catalogue.views import AudienceView, brief, view_audiences, view_measure, view_service
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


def services_of(folder: Path, audience: str) -> tuple[Service, ...]:
    text = MEASURE.replace("preferences:\n", SECOND.format(audience=audience))
    content = write_content(folder, measure=text)
    return load_catalogue(content).measures[0].services


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
    services = services_of(tmp_path, "製造業")
    figures = [view_service(service, date(2016, 3, 1)).figures for service in services]
    assert figures == [("每案上限",), ("自付一半",)]


def test_windows_are_json_that_needs_no_escape_between_apostrophes(tmp_path: Path) -> None:
    measure = load_catalogue(write_content(tmp_path, measure=MEASURE)).measures[0]
    assert view_measure(measure, date(2016, 3, 1)).state.windows == (
        '[["fixed","2016-01-26","2016-03-15"],["fixed","2016-05","2016-06"]]'
    )
