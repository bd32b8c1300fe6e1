"""Pages as readers meet them: on a phone, wide, dark, without scripts, under a sub-path."""

import pytest
from playwright.sync_api import Page, expect

KINDS = [
    "", "measures/", "measures/citd/", "measures/science-park-rd/", "agencies/", "agencies/idb/",
    "categories/", "categories/talent/", "categories/technology/rd-loans/", "services/",
    "services/grants/", "deadlines/", "deadlines/2016-03/", "deadlines/rolling/", "search/",
    "search/?q=補助", "search/?q=服務團電話", "about/", "policy/", "events/", "stories/",
    "open-data/", "calendar/", "match/", "shortlist/", "handbook/", "accessibility/", "offline/",
    "sitemap/",
    "404.html",
]  # fmt: skip


@pytest.mark.parametrize("address", KINDS)
@pytest.mark.browser_context(viewport={"width": 320, "height": 700})
def test_nothing_is_wider_than_the_smallest_phone(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
def test_what_can_be_applied_for_now_is_one_tap_away(page: Page) -> None:
    page.goto("")
    page.locator(".hero-action a").tap()
    page.wait_for_url("**/deadlines/")
    expect(page.locator("h1")).to_have_text("現在可以申請什麼")
    first = page.locator("#open-now > [data-windows]:visible").first
    expect(first).to_contain_text("協助傳統產業技術開發計畫(CITD)")
    expect(first).to_contain_text("還有 14 天截止")
    expect(first).to_contain_text("105 年 3 月 15 日（2016-03-15 星期二）截止")


def test_home_shows_six_deadlines_the_nearest_first(page: Page) -> None:
    page.goto("")
    shown = page.locator("#closing-list > [data-windows]:visible")
    expect(shown).to_have_count(6)
    expect(shown.first).to_contain_text("2016-03-15")


def test_a_measure_answers_four_questions_at_the_top(page: Page) -> None:
    page.goto("measures/citd/")
    answers = page.locator("#answers dt")
    expect(answers).to_have_text(["拿得到什麼", "誰可以申請", "到什麼時候", "打給誰"])
    call = page.locator("#answers a[href^='tel:']").first
    expect(call).to_have_attribute("href", "tel:+886227541255,2414")
    expect(call).to_have_text("(02)2754-1255 分機 2414")


def test_an_unknown_address_gets_a_page_that_helps(page: Page) -> None:
    """The 404 page is served at any depth, so its links do not depend on where it is."""
    page.goto("404.html")
    targets = page.locator("main a").evaluate_all("links => links.map((a) => a.pathname)")
    assert all(target.startswith("/some/sub/path/") for target in targets)


@pytest.mark.browser_context(java_script_enabled=False)
@pytest.mark.parametrize("address", ["", "measures/citd/", "deadlines/", "agencies/idb/"])
def test_pages_are_complete_without_javascript(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).to_contain_text("105 年")


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    page.goto("measures/citd/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到主要內容")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
