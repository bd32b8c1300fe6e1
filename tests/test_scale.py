"""A large site has all that a small one says of every measure, in far fewer bytes."""

import bz2
import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import chain
from pathlib import Path

import pytest

from catalogue import scale
from catalogue.calendars import MAX_OF_LARGE
from catalogue.data_catalog import data_catalog
from catalogue.indexes import by_agency
from catalogue.matching_data import matching_tasks
from catalogue.model import Catalogue, Measure
from catalogue.open_data import open_data_tasks
from catalogue.pages import page_tasks
from catalogue.prose import terse
from catalogue.publication import Publication
from catalogue.scale import is_large
from catalogue.schedule import Status, compact_window, measure_status
from catalogue.search_texts import read_fields
from catalogue.validation import load_catalogue
from catalogue.views import terse_windows, view_measure
from tests.sample import CONTENT, all_calendars, all_data, pages_of

SMALL = Publication(today=date(2016, 3, 1), base_url="https://example.org/a/")
LARGE = Publication(today=SMALL.today, base_url=SMALL.base_url, is_large=True)
TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="module")
def files(catalogue: Catalogue) -> dict[str, bytes]:
    """Pages and data of a large site of the real measures."""
    work = (*page_tasks(catalogue, LARGE, TEMPLATES), open_data_tasks(catalogue, LARGE))
    return {page.path: page.content for part in work for page in pages_of(part)}


def page_of(measure: Measure, files: dict[str, bytes]) -> str:
    return files[f"measures/{measure.id}/index.html"].decode()


def test_a_site_is_large_above_the_limit() -> None:
    assert scale.LARGE == 20_000
    assert [is_large(count) for count in (42, 20_000, 20_001)] == [False, False, True]


def told(measure: Measure) -> Iterator[str]:
    """Every field of a measure but its body, as a reader gets it."""
    yield from (measure.title, measure.summary, measure.source)
    yield from (measure.category.name, measure.subcategory.name)
    yield from (agency.name for agency in measure.agencies)
    for service in measure.services:
        yield from (service.heading, *service.offer.splitlines())
        yield from (service.audience or "").splitlines()
        yield from (some.text for some in (*service.amounts, *service.percents))
        yield from (service.term or "", *(some.text for some in service.eligibility))
        yield from (window.label or "" for window in service.windows)
        yield from (window.note or "" for window in service.windows)
    for preference in measure.preferences:
        yield from (preference.type, *preference.text.splitlines())
    yield from (part for event in measure.events for part in (event.name, event.place))
    for contact in measure.contacts:
        yield from (contact.role, contact.organisation)
        for person in contact.people:
            yield from (person.name, person.phone, person.ext or "", person.note or "")
    yield from (part for link in measure.links for part in (link.name, link.url))
    yield from measure.caveats


def test_every_field_stands_on_the_page(catalogue: Catalogue, files: dict[str, bytes]) -> None:
    for measure in catalogue.measures:
        text = unescape(re.sub(r"<[^>]+>", "\n", page_of(measure, files)))
        assert [some for some in told(measure) if some.strip() not in text] == []


def test_search_reads_of_the_page_what_it_reads_of_a_small_site_s(
    catalogue: Catalogue, files: dict[str, bytes]
) -> None:
    small = {p.path: p.content for p in pages_of(chain(*page_tasks(catalogue, SMALL, TEMPLATES)))}
    for measure in catalogue.measures:
        body, same = (dict(read_fields(page_of(measure, made)))["body"] for made in (small, files))
        assert body == same


def test_a_page_takes_half_the_bytes(catalogue: Catalogue, files: dict[str, bytes]) -> None:
    small = {p.path: p.content for p in pages_of(chain(*page_tasks(catalogue, SMALL, TEMPLATES)))}
    bytes_of = [
        sum(len(page_of(measure, made).encode()) for measure in catalogue.measures)
        for made in (small, files)
    ]
    assert bytes_of[1] < 0.4 * bytes_of[0]


def test_a_page_keeps_the_rules_of_all_pages(files: dict[str, bytes]) -> None:
    html = files["measures/citd/index.html"].decode()
    for part in (
        "<!doctype html><html lang=zh-Hant-TW data-edition=105><head><meta charset=utf-8>",
        """content="default-src 'none';script-src 'self';""",
        "<title>協助傳統產業技術開發計畫(CITD)｜中堅企業輔導措施</title>",
        '<meta name=description content="傳統產業開發新產品或新設計">',
        '<link rel=canonical href="https://example.org/a/measures/citd/">',
        "<body><a class=skip href=#main>跳到主要內容</a>",
        "<nav class=breadcrumbs aria-label=目前位置 data-field=summary>"
        "<a href=../../categories/technology/>技術面</a> › ",
        'data-windows="2016-01-26/2016-03-15 2016-05/2016-06" data-status=open',
        "<b>可申請</b> <i>105 年 3 月 15 日（2016-03-15 星期二）截止</i>",
        "本頁產生於 105 年 3 月 1 日（2016-03-01 星期二）。",
    ):
        assert part in html
    assert "past-edition" not in html
    assert "\n<" not in html


def test_a_page_of_a_past_edition_says_so(catalogue: Catalogue) -> None:
    later = Publication(today=date(2017, 1, 1), base_url=LARGE.base_url, is_large=True)
    pages = {p.path: p.content for p in pages_of(chain(*page_tasks(catalogue, later, TEMPLATES)))}
    html = pages["measures/citd/index.html"].decode()
    assert (
        "<aside data-past-edition class=past-edition>"
        "<p class=wrap>這是 105 年度（2016 年）的資料，申請前請先向主辦機關確認。</aside>"
    ) in html


def test_a_list_has_a_line_a_measure(catalogue: Catalogue, files: dict[str, bytes]) -> None:
    html = files["agencies/idb/index.html"].decode()
    expected = next(
        [measure.id for measure in measures]
        for agency, measures in by_agency(catalogue)
        if agency.id == "idb"
    )
    assert re.findall(r"<a href=\.\./\.\./measures/([^/]+)/>", html) == expected
    assert (
        '<li data-windows="2016-01-26/2016-03-15 2016-05/2016-06">'
        "<a href=../../measures/citd/>協助傳統產業技術開發計畫(CITD)</a>"
        "<p><b>可申請</b> <i>105 年 3 月 15 日（2016-03-15 星期二）截止</i> 經濟部工業局\n"
    ) in html


def test_of_what_ends_only_what_has_ended_is_listed(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    monkeypatch.setattr("catalogue.deadline_pages.PER_PAGE", 10)
    pages = {p.path: p.content for p in pages_of(chain(*page_tasks(catalogue, LARGE, TEMPLATES)))}
    html = pages["deadlines/closed/index.html"].decode()
    closed = [m for m in catalogue.measures if measure_status(m, LARGE.today) is Status.CLOSED]
    assert re.findall(r"measures/([^/]+)/>", html) == [measure.id for measure in closed]


def test_windows_are_written_in_words() -> None:
    windows = [
        ["fixed", "2016-01-26", "2016-03-15"],
        ["fixed", None, "2016-06-30"],
        ["fixed", "2016-07-01", None],
        ["annual", [3, 9]],
        ["rolling"],
    ]
    assert terse_windows(json.dumps(windows)) == (
        "2016-01-26/2016-03-15 /2016-06-30 2016-07-01/ annual:3,9 rolling"
    )


def test_every_window_of_the_handbook_can_be_written_so(catalogue: Catalogue) -> None:
    for measure in catalogue.measures:
        windows = [compact_window(window) for window in measure.windows]
        assert len(terse_windows(json.dumps(windows)).split(" ")) == len(windows)


def test_of_markdown_only_needless_tags_go() -> None:
    html = "<h2>一</h2>\n<p>甲<strong>乙</strong>\n<em>丙</em></p>\n<ul>\n<li>丁</li>\n</ul>\n"
    assert terse(html) == "<h2>一</h2><p>甲<strong>乙</strong>\n<em>丙</em><ul><li>丁</ul>"


def test_no_measure_has_files_of_its_own(catalogue: Catalogue, files: dict[str, bytes]) -> None:
    matching = {p.path: p.content for p in pages_of(matching_tasks(catalogue, LARGE))}
    calendars = all_calendars(catalogue, LARGE, ())
    assert [path for path in files if path.startswith("api/v1/measures/")] == []
    assert [path for path in calendars if path.startswith("calendar/measures/")] == []
    assert {m["calendar"] for m in json.loads(matching["match/measures.json"])["measures"]} == {
        False
    }
    assert json.loads(matching["match/names.json"])["pages"] is True
    links = b"\n".join(content for path, content in files.items() if path.endswith(".html"))
    assert b"calendar/measures/" not in links
    assert b"api/v1/measures/" not in links


def test_calendars_of_groups_are_the_same(catalogue: Catalogue) -> None:
    small, large = (all_calendars(catalogue, some, ()) for some in (SMALL, LARGE))
    assert large == {path: small[path] for path in large}
    assert {"calendar/all.ics", "calendar/agencies/idb.ics"} < large.keys()


def test_the_tables_are_compressed_and_listed(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    whole = all_data(catalogue, SMALL)
    monkeypatch.setattr("catalogue.open_data.PART", 40)
    files = {p.path: p.content for p in pages_of(open_data_tasks(catalogue, LARGE))}
    listed = json.loads(files["api/v1/measures.json"])
    assert [
        (part["url"].removeprefix(LARGE.base_url), part["count"]) for part in listed["parts"]
    ] == [
        ("api/v1/measures-1.json.bz2", 40),
        ("api/v1/measures-2.json.bz2", 2),
    ]
    parts = [
        json.loads(bz2.decompress(files[f"api/v1/measures-{number}.json.bz2"])) for number in (1, 2)
    ]
    assert [measure for part in parts for measure in part["measures"]] == json.loads(
        whole["api/v1/measures.json"]
    )["measures"]
    rows = files["api/v1/measures.csv"].decode("utf-8-sig").split()
    assert rows[1:] == [
        "https://example.org/a/api/v1/measures-1.csv.bz2,40",
        "https://example.org/a/api/v1/measures-2.csv.bz2,2",
    ]
    first = bz2.decompress(files["api/v1/measures-1.csv.bz2"]).decode("utf-8-sig")
    assert next(csv.DictReader(first.splitlines()))["id"] == catalogue.measures[0].id


def test_the_examples_of_a_large_site_read_its_parts(files: dict[str, bytes]) -> None:
    page = files["open-data/index.html"].decode()
    assert "資料檔用 bzip2 壓縮" in page
    assert 'href="../api/v1/measures-1.json.bz2"' in page
    for code in re.findall(r'data-language="python">(.*?)</code>', page, re.DOTALL):
        compile(unescape(code), "example", "exec")


def test_portals_are_told_of_the_parts(catalogue: Catalogue) -> None:
    (dataset,) = data_catalog(catalogue, LARGE)["dcat:dataset"]
    titles = [each["dcterms:title"]["@value"] for each in dataset["dcat:distribution"]]
    assert titles[:2] == [
        "全部措施的分檔（JSON，bzip2 壓縮）的網址",
        "申請期間的分檔（CSV，bzip2 壓縮）的網址",
    ]


def test_a_day_that_words_do_not_tell_is_beside_them(catalogue: Catalogue) -> None:
    views = [view_measure(measure, LARGE.today) for measure in catalogue.measures]
    silent = [(view.when_day, view.when) for view in views if not view.tells_day]
    assert ("2016-10-01", "105 年 10 月（2016-10）開始受理") in silent
    assert {"（2016-10-01" in when for _, when in silent} == {False}


def test_a_calendar_holds_what_closes_next(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    assert MAX_OF_LARGE == 200
    monkeypatch.setattr("catalogue.calendars.MAX_OF_LARGE", 1)
    calendar = all_calendars(catalogue, LARGE, ())["calendar/all.ics"].decode()
    views = [view_measure(measure, LARGE.today) for measure in catalogue.measures]
    dated = [(view.deadline, view.measure.id) for view in views if view.deadline is not None]
    closing = min(deadline for deadline, _ in dated)
    first = next(measure_id for deadline, measure_id in dated if deadline == closing)
    urls = set(re.findall(r"^URL:(\S+)", calendar, re.MULTILINE))
    assert urls == {f"https://example.org/a/measures/{first}/"}
