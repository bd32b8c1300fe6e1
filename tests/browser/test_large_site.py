"""In a real browser: a large site of the real measures, which does all that a small one does."""

import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue.search_texts import read_fields
from tests.browser.serving import serve
from tests.browser.test_search_index import ASK, as_lines
from tests.browser.test_weight import READY
from tests.conftest import BASE_PATH, BASE_URL, ROOT, TODAY
from tests.search.judged import everyday_queries, literal_queries

TEXTS = """async (ids) => {
  const { readFields } = await import(new URL("../assets/js/page-text.js", location));
  const pages = ids.map((id) => fetch(new URL(`../measures/${id}/`, location)));
  return Promise.all(pages.map(async (page) => readFields(await (await page).text())));
}"""


@pytest.fixture(scope="module")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, as if 20 measures were the most of a small one."""
    out = tmp_path_factory.mktemp("large") / "site"
    command = [sys.executable, "-m", "tests.large_site", "20", "build", "--out", str(out)]
    command += ["--today", TODAY, "--base-url", BASE_URL]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def served_site(large_site: Path) -> Iterator[str]:
    with serve(large_site, BASE_PATH) as home:
        yield home


def test_the_browser_reads_of_a_page_what_the_index_is_made_of(
    page: Page, large_site: Path
) -> None:
    ids = sorted(path.parent.name for path in large_site.glob("measures/*/index.html"))
    page.goto("search/")
    read = page.evaluate(TEXTS, ids)
    for id_, fields in zip(ids, read, strict=True):
        html = (large_site / "measures" / id_ / "index.html").read_text(encoding="utf-8")
        assert [tuple(field) for field in fields] == list(read_fields(html))


def test_a_large_site_answers_as_a_small_one(
    page: Page, browser: Browser, built_site: Path
) -> None:
    """What is asked literally finds the same; of what is not, what is said twice may weigh more."""
    queries = [*literal_queries(), *(entry.query for entry in everyday_queries()[::6])]
    page.goto("search/")
    _, _, answers = page.evaluate(ASK, queries)
    with serve(built_site, BASE_PATH) as home:
        context = browser.new_context(base_url=home)
        other = context.new_page()
        other.goto("search/")
        _, _, same = other.evaluate(ASK, queries)
        context.close()
    assert as_sets(answers) == as_sets(same)
    differing = set(as_lines(answers)) - set(as_lines(same))
    assert len(differing) <= 0.02 * len(queries)


def as_sets(answers: list[Any]) -> list[Any]:
    return [(query, kind, sorted(ids)) for query, kind, ids in answers]


@pytest.mark.browser_context(viewport={"width": 390, "height": 844})
def test_results_have_excerpts_status_and_filters(page: Page) -> None:
    page.goto("search/?q=展覽")
    first = page.locator("#search-results .card").first
    expect(first.locator("mark").first).to_have_text("展覽")
    expect(page.locator("#search-results .excerpt mark").first).to_have_text("展覽")
    expect(first.locator(".status")).to_be_visible()
    expect(first.locator(".card-agency")).to_contain_text("・")
    everything = page.locator("#search-results .card").count()
    page.locator("#search-filters summary", has_text="申請狀態").click()
    page.locator("#search-filters label", has_text="可申請").first.click()
    expect(page.locator("#search-status")).to_contain_text("已套用篩選條件")
    shown = page.locator("#search-results .card")
    assert 0 < shown.count() < everything
    assert {card.get_attribute("data-status") for card in shown.all()} == {"open"}


@pytest.mark.parametrize("address", ["measures/citd/", "agencies/idb/", "deadlines/2016-12/"])
@pytest.mark.browser_context(viewport={"width": 320, "height": 700})
def test_nothing_is_wider_than_the_smallest_phone(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_page_that_is_older_than_the_day_is_put_right(page: Page) -> None:
    when = page.locator("#answers")
    page.goto("measures/citd/")
    expect(when).to_have_text("可申請 還有 14 天截止 105 年 3 月 15 日（2016-03-15 星期二）截止")
    expect(page.locator(".past-edition")).to_be_hidden()
    page.clock.set_fixed_time("2016-03-20T12:00:00+08:00")
    page.reload()
    expect(when).to_have_text("即將開放 42 天後開放 105 年 5 月（2016-05）開始受理")
    page.clock.set_fixed_time("2017-03-20T12:00:00+08:00")
    page.reload()
    expect(when).to_contain_text("已截止")
    expect(page.locator(".past-edition")).to_have_text(
        "這是 105 年度（2016 年）的資料。今天是 106 年 3 月 20 日（2017-03-20 星期一）。"
        "措施可能已更改或停辦，申請前請先向主辦機關確認。"
    )


def test_a_list_that_is_older_than_the_day_is_put_right(page: Page) -> None:
    row = page.locator(".brief > li", has=page.locator("a[href$='citd/']"))
    month = page.locator(".brief > li", has=page.locator("a[href$='productivity-4/']"))
    page.goto("agencies/idb/")
    expect(row).to_have_attribute("data-status", "open")
    expect(row.locator("p")).to_contain_text("可申請 還有 14 天截止 105 年 3 月 15 日")
    # Only the month is known: today.js must not say more.
    expect(month.locator("i")).to_have_text("105 年 10 月（2016-10）開始受理")
    page.clock.set_fixed_time("2016-03-16T00:00:00+08:00")
    page.reload()
    expect(row).to_have_attribute("data-status", "upcoming")
    expect(row.locator("p")).to_contain_text("即將開放 46 天後開放 105 年 5 月（2016-05）開始受理")


@pytest.mark.browser_context(java_script_enabled=False)
def test_a_page_is_complete_without_javascript(page: Page) -> None:
    page.goto("measures/citd/")
    expect(page.locator("#answers")).to_have_text(
        "可申請 105 年 3 月 15 日（2016-03-15 星期二）截止"
    )
    expect(page.locator("#contacts + dl a").first).to_have_text("(02)2754-1255 分機 2414")


def test_measures_are_kept_and_compared_from_their_pages(page: Page) -> None:
    for id_ in ("citd", "tips"):
        page.goto(f"measures/{id_}/")
        page.get_by_role("button", name="放進清單").first.click()
    expect(page.locator(".site-nav a[href$='shortlist/']")).to_have_text("清單 2 項")
    page.locator(".site-nav a[href$='shortlist/']").click()
    expect(page.locator("thead th[data-id]")).to_have_count(2)
    of_citd = page.locator("tbody tr > td:nth-of-type(1)")
    expect(of_citd.nth(1)).to_contain_text(
        "第一梯次：105 年 1 月 26 日（2016-01-26 星期二）至 105 年 3 月 15 日（2016-03-15 星期二）"
    )
    expect(of_citd.nth(2)).to_contain_text("產品開發類別，每案政府經費上限 200 萬元")
    expect(of_citd.nth(5)).to_have_text("經濟部工業局")
    expect(of_citd.nth(6).locator("a").first).to_have_attribute("href", "tel:+886227541255,2414")
    expect(page.get_by_role("button", name="下載截止日行事曆")).to_have_count(0)
    page.goto("shortlist/?m=gone")
    expect(page.locator("#shortlist-notes")).to_contain_text("代碼 gone 的措施已經不在目錄裡")


def test_a_page_that_was_kept_says_so_without_a_network(browser: Browser, large_site: Path) -> None:
    is_down = False

    def hear(path: str) -> HTTPStatus | None:
        return HTTPStatus.SERVICE_UNAVAILABLE if is_down else None

    with serve(large_site, BASE_PATH, hear) as home:
        context = browser.new_context(base_url=home, locale="zh-TW")
        page = context.new_page()
        page.goto("measures/citd/")
        page.evaluate(READY)
        page.reload()
        expect(page.locator(".kept-copy")).to_be_hidden()
        is_down = True
        page.reload()
        expect(page.locator("h1")).to_have_text("協助傳統產業技術開發計畫(CITD)")
        expect(page.locator(".kept-copy")).to_contain_text("連不上網站，或是網路太慢。下面是 ")
        expect(page.locator(".kept-copy")).to_contain_text("（台北時間） 存在這台裝置上的內容")
        context.close()
