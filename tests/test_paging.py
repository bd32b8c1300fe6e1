"""No page grows with the catalogue, and everything can still be reached page by page."""

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from catalogue.calendars import MAX_MEASURES
from catalogue.model import Catalogue
from catalogue.open_data import open_data_tasks
from catalogue.pages import page_tasks
from catalogue.paging import PER_PAGE, sheets
from catalogue.publication import Publication
from catalogue.tasks import key_of, one_by_one
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, all_calendars, all_data, pages_of, write_content

COUNT = 230
PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://example.org/a/")
TEMPLATES = Path(__file__).parent.parent / "templates"


def measure(number: int) -> str:
    text = MEASURE.replace("number: 1", f"number: {number}")
    return text.replace("測試措施", f"措施 {number}")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"m{number}": measure(number) for number in range(1, COUNT + 1)}
    return write_content(tmp_path_factory.mktemp("many"), **texts)


@pytest.fixture(scope="module")
def catalogue(content: Path) -> Catalogue:
    return load_catalogue(content)


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> dict[str, str]:
    made = pages_of(chain(*page_tasks(catalogue, PUBLICATION, TEMPLATES)))
    return {p.path: p.content.decode() for p in made if p.path.endswith(".html")}


def listed(html: str) -> list[str]:
    """The measures that a page lists, by their ids."""
    return re.findall(r'class="card-title"[^>]*><a href="[./]*measures/([^/"]+)/"', html)


def test_a_list_is_cut_into_pages() -> None:
    items = range(2 * PER_PAGE + 1)
    first, second, third = sheets("agencies/idb/", items)
    assert [sheet.address for sheet in (first, second, third)] == [
        "agencies/idb/",
        "agencies/idb/page-2/",
        "agencies/idb/page-3/",
    ]
    assert [*first.items, *second.items, *third.items] == list(items)
    assert second.of_all == "（第 2 頁，共 3 頁）"
    assert [number for number, _ in second.links] == [1, 2, 3]


def test_a_list_that_fits_is_one_page_without_a_number() -> None:
    (sheet,) = sheets("agencies/idb/", range(PER_PAGE))
    assert (sheet.address, sheet.of_all, sheet.links) == (
        "agencies/idb/",
        "",
        ((1, sheet.address),),
    )


def test_of_many_pages_the_pager_names_a_few() -> None:
    tenth = list(sheets("x/", range(30 * PER_PAGE)))[9]
    assert [number for number, _ in tenth.links] == [1, 8, 9, 10, 11, 12, 30]


def test_no_page_lists_more_than_it_may(pages: dict[str, str]) -> None:
    counts = {path: len(listed(html)) for path, html in pages.items()}
    assert {path: count for path, count in counts.items() if count > PER_PAGE} == {}
    assert counts["agencies/idb/index.html"] == PER_PAGE
    assert counts["agencies/idb/page-3/index.html"] == COUNT - 2 * PER_PAGE
    assert counts["measures/index.html"] == counts["categories/technology/index.html"] == 12


def test_every_measure_is_on_one_page_of_each_list(pages: dict[str, str]) -> None:
    ids = [f"m{number}" for number in range(1, COUNT + 1)]
    for base in ("agencies/idb/", "services/grants/", "categories/technology/rd-loans/"):
        sheets_of_list = [pages[f"{base}index.html"]]
        sheets_of_list += [pages[f"{base}page-{number}/index.html"] for number in (2, 3)]
        assert [name for html in sheets_of_list for name in listed(html)] == ids


def test_the_pager_leads_on_and_back(pages: dict[str, str]) -> None:
    second = pages["services/grants/page-2/index.html"]
    assert '<a href="../../../services/grants/" rel="prev">上一頁</a>' in second
    assert '<a href="../../../services/grants/page-3/" rel="next">下一頁</a>' in second
    assert 'aria-label="第 2 頁" aria-current="page">2</a>' in second
    assert "<title>輔導補助（第 2 頁，共 3 頁）｜" in second
    assert "下一頁" not in pages["services/grants/page-3/index.html"]


def test_the_overview_of_deadlines_says_that_it_is_not_all(pages: dict[str, str]) -> None:
    html = pages["deadlines/index.html"]
    assert f'有 <strong class="tally">{COUNT} 項</strong>可以申請。這裡先列最快截止的' in html
    assert 'href="../search/?status=open&amp;sort=deadline"' in html
    assert "data-count-status" not in html


def test_a_large_catalogue_s_data_come_in_parts(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    monkeypatch.setattr("catalogue.open_data.PART", 100)
    files = all_data(catalogue, PUBLICATION)
    assert b'"parts"' in files["api/v1/measures.json"]
    assert b"https://example.org/a/api/v1/measures-3.json" in files["api/v1/measures.json"]
    assert files["api/v1/measures-3.json"].count(b'"caveats"') == 30
    assert files["api/v1/measures/m1.json"].startswith(b'{"id":"m1","number":1,"title":')
    assert files["api/v1/measures.csv"].decode("utf-8-sig").split("\r\n")[1:] == [
        "https://example.org/a/api/v1/measures-1.csv,100",
        "https://example.org/a/api/v1/measures-2.csv,100",
        "https://example.org/a/api/v1/measures-3.csv,30",
        "",
    ]


def test_data_that_become_compact_are_made_anew(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    def first_key() -> str:
        tasks = one_by_one(open_data_tasks(catalogue, PUBLICATION))
        task = next(task for task in tasks if task.name == "data of m1")
        return key_of(task, b"shared", {"m1": b""})

    small = first_key()
    monkeypatch.setattr("catalogue.open_data.PART", COUNT)
    assert first_key() == small
    monkeypatch.setattr("catalogue.open_data.PART", COUNT - 1)
    assert first_key() != small


def test_a_calendar_of_too_many_holds_what_closes_next(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    assert MAX_MEASURES == 500
    monkeypatch.setattr("catalogue.calendars.MAX_MEASURES", 20)
    calendars = all_calendars(catalogue, PUBLICATION, ())
    of_one = calendars["calendar/measures/m1.ics"].count(b"BEGIN:VEVENT")
    assert calendars["calendar/all.ics"].count(b"BEGIN:VEVENT") == 20 * of_one
    assert b"UID:m20-" in calendars["calendar/all.ics"]
    assert b"UID:m21-" not in calendars["calendar/all.ics"]
