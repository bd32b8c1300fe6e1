"""The matching page and the shortlist of a catalogue too large to fetch all of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from catalogue.matching_data import matching_tasks
from catalogue.pages import page_tasks
from catalogue.publication import Publication
from catalogue.validation import load_catalogue
from tests.browser.serving import serve
from tests.browser.test_match import shown, submit, tick
from tests.browser.test_shortlist import columns, come_back_with, stored
from tests.conftest import BASE_PATH, BASE_URL, ROOT, TODAY
from tests.sample import pages_of


@pytest.fixture(scope="module")
def served_site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site, as if 42 measures were too many and five as much as a need may have; and citd
    had been called old-citd before."""
    site = tmp_path_factory.mktemp("by-need") / "site"
    shutil.copytree(built_site, site)
    shutil.rmtree(site / "match")
    found = load_catalogue(ROOT / "content")
    measures = (
        m.model_copy(update={"aliases": ("old-citd",)}) if m.id == "citd" else m
        for m in found.measures
    )
    catalogue = replace(found, measures=tuple(measures))
    publication = Publication(today=date.fromisoformat(TODAY), base_url=BASE_URL, keeps_pages=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalogue.matching.WHOLE", 41)
        patch.setattr("catalogue.matching_data.PART", 5)
        pages = chain(*page_tasks(catalogue, publication, ROOT / "templates"))
        made = [*pages_of(pages), *pages_of(matching_tasks(catalogue, publication))]
        for file in (file for file in made if file.path.startswith("match/")):
            path = site / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
    with serve(site, BASE_PATH) as home:
        yield home


def listen(page: Page) -> list[str]:
    """The files below match/ that a page asks for from now on."""
    asked: list[str] = []

    def hear(address: str) -> None:
        path = unquote(address).partition(BASE_PATH)[2]
        if path.startswith("match/") and path.endswith(".json"):
            asked.append(path.removeprefix("match/"))

    page.on("request", lambda request: hear(request.url))
    return asked


def test_only_what_was_ticked_is_fetched(page: Page) -> None:
    page.goto("match/")
    asked = listen(page)
    expect(page.locator("legend").first).to_have_text("需要什麼？至少選一項，可以選好幾項")
    tick(page, "need", "loans")
    submit(page)
    assert asked == ["measures.json", "loans.json"]
    assert shown(page) == ["innovation-rd-loan", "brand-loan", "credit-guarantee"]
    expect(page.locator("#match-results .notice")).to_have_count(0)


def test_what_is_left_out_is_said(page: Page) -> None:
    page.goto("match/")
    asked = listen(page)
    tick(page, "need", "grants")
    submit(page)
    assert len(shown(page)) == 5
    notice = page.locator("#match-results .notice")
    expect(notice).to_have_text(
        "「經費補助」有 14 項措施，這裡只比對 5 項：可以申請、最快截止的優先。其他請用搜尋。"
    )

    tick(page, "need", "training", "brand")
    submit(page)
    assert sorted(asked) == ["brand.json", "grants.json", "measures.json", "training.json"]
    found = shown(page)
    # Two are in the files of two needs; a grant that was left out came with those for brands.
    assert len(found) == len(set(found)) == 12
    expect(notice).to_have_text(
        "「經費補助」有 14 項措施，這裡只比對 6 項；「訓練員工」有 8 項措施，這裡只比對 5 項："
        "可以申請、最快截止的優先。其他請用搜尋。"
    )
    home = page.url.partition("match/")[0]
    expect(notice.get_by_role("link")).to_have_attribute("href", f"{home}search/")


@pytest.mark.browser_context(viewport={"width": 320, "height": 700})
def test_it_fits_the_smallest_phone(page: Page) -> None:
    page.goto("match/#need=grants&need=training")
    expect(page.locator("#match-results .notice")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="全部清除").click()
    page.get_by_role("button", name="看結果").click()
    expect(page.locator("#match-need-error")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_need_has_to_be_chosen(page: Page) -> None:
    page.goto("match/")
    asked = listen(page)
    page.fill("#match-employees", "很多")
    page.get_by_role("button", name="看結果").click()
    first = page.locator('input[value="loans"]')
    error = page.locator("#match-need-error")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(first).to_have_accessible_description("請至少選一項需要。")
    expect(error).to_be_visible()
    expect(page.locator("#match-employees-error")).to_be_visible()
    assert (asked, page.url.partition("#")[1]) == ([], "")

    first.check()
    page.fill("#match-employees", "150")
    submit(page)
    expect(error).to_be_hidden()
    expect(first).not_to_have_attribute("aria-invalid", "true")

    page.get_by_role("button", name="全部清除").click()
    expect(error).to_be_hidden()
    page.get_by_role("button", name="看結果").click()
    expect(error).to_be_visible()
    page.get_by_role("button", name="全部清除").click()
    expect(error).to_be_hidden()


def test_an_address_without_a_need_asks_for_one(page: Page) -> None:
    page.goto("match/#need=loans")
    expect(page.locator(".match")).to_have_count(3)
    page.evaluate("location.hash = '#industry=製造業'")
    expect(page.locator("#match-need-error")).to_have_text("請至少選一項需要。")
    expect(page.locator('input[value="製造業"]')).to_be_checked()
    expect(page.locator("#match-results")).to_be_hidden()
    page.go_back()
    expect(page.locator(".match")).to_have_count(3)
    expect(page.locator("#match-need-error")).to_be_hidden()


@pytest.mark.expect_problems(
    r"answered 404: .*/api/v1/measures/(old-citd|gone|nothing)\.json",
    r"answered 404: .*/match/renamed/(gone|nothing)\.json",
)
def test_a_shortlist_asks_for_each_of_its_measures(page: Page) -> None:
    entries = [
        {"id": "old-citd", "title": "傳統產業計畫"},
        {"id": "gone", "title": "停辦的計畫"},
        {"id": "tips", "title": "舊的名稱"},
        {"id": "citd", "title": "傳統產業計畫"},
    ]
    come_back_with(page, entries)
    assert columns(page) == ["citd", "tips"]
    expect(page.locator("#shortlist-notes li")).to_have_text(
        [
            "「傳統產業計畫」改了網址，現在是「協助傳統產業技術開發計畫(CITD)」。",
            "「停辦的計畫」已經不在目錄裡，可能停辦了或併入別的措施，請洽服務團。",
            "「舊的名稱」改名了，現在叫「強化企業智慧財產經營管理計畫」。",
            "「傳統產業計畫」改名了，現在叫「協助傳統產業技術開發計畫(CITD)」。",
        ]
    )
    assert [entry["id"] for entry in stored(page)] == ["citd", "tips"]
    page.goto("shortlist/?m=old-citd,nothing,../measures")
    assert columns(page) == ["citd"]
    expect(page.locator("#shortlist-notes li")).to_have_text(
        [
            "「old-citd」改了網址，現在是「協助傳統產業技術開發計畫(CITD)」。",
            "代碼 nothing 的措施已經不在目錄裡，可能停辦了或併入別的措施，請洽服務團。",
            "代碼 ../measures 的措施已經不在目錄裡，可能停辦了或併入別的措施，請洽服務團。",
        ]
    )
