"""Search of the site's other pages: below the measures, after them, and never in their way."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalogue.site_pages import read_page

HEADING = "網站其他頁面"


def links(page: Page) -> list[str]:
    """Where the pages found lead, below the site's root."""
    found = page.locator("#search-pages a").evaluate_all("links => links.map((a) => a.pathname)")
    return [path.removeprefix("/some/sub/path/") for path in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("隱形冠軍", ["policy/"]),
        ("隐形冠军", ["policy/"]),
        ("無障礙", ["accessibility/"]),
        ("離線", ["offline/", "accessibility/"]),  # what has it in its title comes first
        ("行事曆訂閱", ["calendar/", "open-data/"]),  # in no page so: two words
        ("服務團 電話", ["about/", "accessibility/", "handbook/"]),
        ("服務團電話", ["accessibility/", "about/", "handbook/"]),  # literally, then in two
        ("卓越中堅企業獎", ["stories/", "about/"]),
        ("說明會", ["events/", "about/"]),
        ("2325-3027", ["about/"]),
        ("JSO", ["open-data/"]),  # still being typed
    ],
)
def test_pages_that_answer_are_found(page: Page, query: str, found: list[str]) -> None:
    page.goto(f"search/?q={query}")
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    assert links(page) == found


def test_a_page_is_shown_with_the_passage_that_has_the_query(page: Page) -> None:
    page.goto("search/?q=隱形冠軍")
    item = page.get_by_role("region", name=HEADING).get_by_role("listitem")
    expect(item).to_have_count(1)
    expect(item.get_by_role("heading", level=3)).to_have_text("推動中堅企業躍升計畫")
    expect(item.locator(".excerpt")).to_contain_text(
        "德國「隱形冠軍（Hidden Champions）」的經驗與特質"
    )
    expect(item.locator("mark")).to_have_text(["隱形冠軍"])
    item.get_by_role("link").click()
    page.wait_for_url("**/policy/")


@pytest.mark.parametrize("query", ["節能減碳", "海外參展", "補助", "中堅企業服務團的電話是幾號"])
def test_where_no_page_has_the_query_there_is_no_section(page: Page, query: str) -> None:
    page.goto("search/?q=隱形冠軍")
    expect(page.locator("#search-pages")).to_be_visible()
    page.fill("#q", query)
    expect(page.locator("#search-results .card").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#search-pages")).to_be_hidden()
    page.fill("#q", "")
    expect(page.locator("#search-pages")).to_be_hidden()


def test_no_more_than_five_pages_are_shown(page: Page, built_site: Path) -> None:
    having = [
        address
        for address in ("about", "accessibility", "events", "match", "shortlist", "handbook")
        if "2754-1255" in read_page(address, (built_site / address / "index.html").read_text()).text
    ]
    assert len(having) == 6
    page.goto("search/?q=27541255")
    expect(page.locator("#search-pages .card")).to_have_count(5)


def test_measures_are_shown_before_any_page_is_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/some/sub/path/")[2]))
    page.goto("search/?q=隱形冠軍")
    expect(page.locator("#search-pages .card")).to_have_count(1)
    at = asked.index("assets/js/site-pages.js")
    assert [re.sub(r"und_\w+", "…", path) for path in asked[at:]] == [
        "assets/js/site-pages.js",
        "assets/js/pagefind-words.js",
        "search/pages/index.json",
        "search/pages/words/….bin",
        "search/pages/texts/policy.json",
    ]
    assert [path for path in asked[:at] if "search/pages/" in path] == []
    assert any(path.startswith("search/texts/") for path in asked[:at])


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(name, marks=pytest.mark.expect_problems(re.escape(name)))
        for name in (
            "assets/js/site-pages.js",
            "search/pages/index.json",
            "search/pages/words/",
            "search/pages/texts/",
        )
    ],
)
def test_what_fails_here_leaves_the_measures_alone(page: Page, lost: str) -> None:
    pattern = re.compile(re.escape(lost))
    page.route(pattern, lambda route: route.abort())
    page.goto("search/")
    with page.expect_request(pattern):
        page.fill("#q", "說明會")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#search-status")).to_have_text("「說明會」找到 4 項措施。")
    expect(page.locator("#search-results .card")).to_have_count(4)
    expect(page.locator("#search-pages")).to_be_hidden()


@pytest.mark.expect_problems("search/pages/words/")
def test_what_failed_is_tried_again_by_the_next_query(page: Page) -> None:
    pattern = re.compile("search/pages/words/")
    page.route(pattern, lambda route: route.abort())
    page.goto("search/")
    with page.expect_event("requestfailed", lambda request: bool(pattern.search(request.url))):
        page.fill("#q", "隱形冠")
    page.unroute(pattern)
    page.fill("#q", "隱形冠軍")
    expect(page.locator("#search-pages .card")).to_have_count(1)


def test_arrows_go_through_the_measures_only(page: Page) -> None:
    page.goto("search/?q=說明會")
    expect(page.locator("#search-pages .card").first).to_be_visible()
    page.focus("#q")
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#search-results .card-title a").last).to_be_focused()
