"""The shortlist: kept on this device, compared, printed, sent, and true after a rename."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, Route, expect

NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""
KEY = "shortlist:/some/sub/path/"


def keep(page: Page, *ids: str) -> None:
    """Keep measures as a reader does, from their pages."""
    for id_ in ids:
        page.goto(f"measures/{id_}/")
        page.get_by_role("button", name="放進清單").first.click()


def columns(page: Page) -> list[str]:
    expect(page.locator("table.comparison")).to_be_visible()
    cells = page.locator("thead th[data-id]")
    return [cell.get_attribute("data-id") or "" for cell in cells.all()]


def come_back_with(page: Page, entries: list[dict[str, str]]) -> None:
    """Open the shortlist in a browser that has kept these measures before."""
    page.goto("shortlist/")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps(entries)])
    page.reload()


def stored(page: Page) -> list[dict[str, str]]:
    text: str = page.evaluate("(key) => localStorage[key] ?? '[]'", KEY)
    return list(json.loads(text))


def test_a_measure_is_kept_and_removed_on_its_own_page(page: Page) -> None:
    page.goto("measures/citd/")
    button = page.locator(".keeping .keep")
    expect(button).to_have_text("＋ 放進清單：協助傳統產業技術開發計畫(CITD)")
    button.click()
    expect(button).to_have_text("✓ 已在清單（移除）：協助傳統產業技術開發計畫(CITD)")
    expect(button).to_be_focused()
    expect(page.locator(".site-nav a[href$='shortlist/'] .count")).to_have_text("1 項")
    page.reload()
    expect(button).to_contain_text("已在清單")
    button.click()
    expect(button).to_contain_text("放進清單")
    expect(page.locator(".site-nav a[href$='shortlist/'] .count")).to_have_count(0)


@pytest.mark.parametrize("address", ["measures/", "deadlines/", "agencies/idb/", "search/?q=CITD"])
def test_every_card_has_a_button(page: Page, address: str) -> None:
    page.goto(address)
    card = page.locator(".card", has=page.locator("a[href*='measures/citd/']")).first
    card.get_by_role("button", name="放進清單").click()
    expect(card.locator(".keep")).to_contain_text("已在清單")
    assert stored(page) == [{"id": "citd", "title": "協助傳統產業技術開發計畫(CITD)"}]


def test_measures_are_compared_side_by_side(page: Page) -> None:
    keep(page, "citd", "tips")
    page.goto("shortlist/")
    assert columns(page) == ["citd", "tips"]
    expect(page.locator("#shortlist-status")).to_have_text("共 2 項措施。")
    expect(page.locator("tbody th")).to_have_text(
        ["是什麼", "到什麼時候", "有多少", "誰可以申請", "中堅企業優惠", "主辦機關", "打給誰"]
    )
    until = page.locator("tbody tr").nth(1).locator("td").first
    expect(until).to_contain_text("可申請，快截止")
    expect(until).to_contain_text(
        "105 年 1 月 26 日（2016-01-26 星期二）至 105 年 3 月 15 日（2016-03-15 星期二）"
    )
    much = page.locator("tbody tr").nth(2).locator("td")
    expect(much.first.locator("li").first).to_have_text("產品開發類別，每案政府經費上限 200 萬元")
    expect(much.last).to_contain_text("輔導補助：")  # of several services
    call = page.locator("tbody tr").last.locator("td").first.locator("a").first
    expect(call).to_have_attribute("href", "tel:+886227541255,2414")


def test_the_status_is_that_of_the_readers_day(page: Page) -> None:
    page.clock.set_fixed_time("2016-12-31T12:00:00+08:00")
    page.goto("shortlist/?m=citd")
    columns(page)
    expect(page.locator("tbody tr").nth(1).locator(".status")).to_have_text("已截止")


def test_removing_says_so_and_keeps_the_keyboards_place(page: Page) -> None:
    keep(page, "citd", "tips")
    page.goto("shortlist/")
    columns(page)
    page.locator('[data-id="citd"]').get_by_role("button", name="移除").click()
    expect(page.locator("#shortlist-status")).to_have_text(
        "已移除「協助傳統產業技術開發計畫(CITD)」。共 1 項措施。"
    )
    expect(page.locator("#shortlist-heading")).to_be_focused()
    assert columns(page) == ["tips"]
    page.get_by_role("button", name="移除").click()
    expect(page.locator("#shortlist-status")).to_contain_text("清單是空的。")
    expect(page.locator("#shortlist-empty-heading")).to_be_focused()


def test_emptying_can_be_undone(page: Page) -> None:
    keep(page, "citd", "tips")
    page.goto("shortlist/")
    page.get_by_role("button", name="清空").click()
    expect(page.locator("#shortlist-status")).to_contain_text("已清空。清單是空的。")
    page.get_by_role("button", name="復原").click()
    assert columns(page) == ["citd", "tips"]


def test_a_link_shows_its_own_list_and_leaves_the_readers_alone(page: Page) -> None:
    keep(page, "citd")
    page.goto("shortlist/?m=tips,imdp")
    assert columns(page) == ["tips", "imdp"]
    expect(page.locator("#shortlist-notes")).to_contain_text("還沒有存進這台裝置")
    assert [entry["id"] for entry in stored(page)] == ["citd"]
    expect(page.locator("#shortlist-address")).to_have_value(
        page.url.split("?")[0] + "?m=tips,imdp"
    )
    page.get_by_role("button", name="存進這台裝置").click()
    expect(page.locator("#shortlist-status")).to_have_text("已存進這台裝置。共 3 項措施。")
    assert [entry["id"] for entry in stored(page)] == ["citd", "tips", "imdp"]
    assert "?" not in page.url


def test_one_calendar_for_all(page: Page, built_site: Path, tmp_path: Path) -> None:
    page.goto("shortlist/?m=citd,tips,tiip")
    columns(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下載截止日行事曆").click()
    saved = tmp_path / "saved.ics"
    downloading.value.save_as(saved)
    assert downloading.value.suggested_filename == "shortlist.ics"

    def events(path: Path) -> set[str]:
        calendar = Calendar.from_ical(path.read_bytes())
        assert isinstance(calendar, Calendar)
        return {str(event["uid"]) for event in calendar.walk("VEVENT")}

    published = built_site / "calendar" / "measures"
    expected = events(published / "citd.ics") | events(published / "tips.ics")
    assert len(expected) > 2
    assert events(saved) == expected
    text = saved.read_bytes()
    assert text.count(b"BEGIN:VCALENDAR\r\n") == text.count(b"END:VCALENDAR\r\n") == 1
    assert text.count(b"X-WR-CALNAME:") == 1
    assert "X-WR-CALNAME:輔導措施清單\r\n".encode() in text
    assert b"\n" not in text.replace(b"\r\n", b"")
    expect(page.locator(".tools [role=status]")).to_contain_text(
        "「產業升級創新平台輔導計畫」沒有日期，不在行事曆裡。"
    )


def rename(route: Route) -> None:
    """The published names, as if citd had been called old-citd before."""
    names = route.fetch().json()
    names["aliases"]["old-citd"] = "citd"
    route.fulfill(json=names)


def test_a_renamed_measure_is_followed_and_one_that_is_gone_is_named(page: Page) -> None:
    page.route("**/match/names.json", rename)
    entries = [
        {"id": "old-citd", "title": "傳統產業計畫"},
        {"id": "gone", "title": "停辦的計畫"},
        {"id": "tips", "title": "舊的名稱"},
    ]
    come_back_with(page, entries)
    assert columns(page) == ["citd", "tips"]
    expect(page.locator("#shortlist-notes li")).to_have_text(
        [
            "「傳統產業計畫」改了網址，現在是「協助傳統產業技術開發計畫(CITD)」。",
            "「停辦的計畫」已經不在目錄裡，可能停辦了或併入別的措施，請洽服務團。",
            "「舊的名稱」改名了，現在叫「強化企業智慧財產經營管理計畫」。",
        ]
    )
    assert [entry["id"] for entry in stored(page)] == ["citd", "tips"]
    page.goto("shortlist/?m=old-citd,nothing,constructor")
    assert columns(page) == ["citd"]
    expect(page.locator("#shortlist-notes")).to_contain_text("代碼 nothing 的措施已經不在目錄裡")


def test_it_works_where_nothing_can_be_kept(page: Page) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto("measures/citd/")
    page.get_by_role("link", name="放進清單比較").click()
    assert columns(page) == ["citd"]
    expect(page.get_by_role("button", name="存進這台裝置")).to_have_count(0)
    page.goto("shortlist/")
    expect(page.locator("#shortlist-status")).to_have_text("清單是空的。")


def test_what_is_stored_is_not_trusted(page: Page) -> None:
    page.goto("shortlist/")
    for text in ("{", "null", '{"a": 1}', '[1, null, {"id": 5}]'):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
        page.reload()
        expect(page.locator("#shortlist-status")).to_have_text("清單是空的。")


@pytest.mark.expect_problems(r"request failed: .*/match/names\.json")
def test_a_lost_connection_can_be_tried_again(page: Page) -> None:
    page.route("**/match/names.json", lambda route: route.abort("internetdisconnected"))
    page.goto("shortlist/?m=citd")
    expect(page.locator("#shortlist-status")).to_contain_text("載入失敗")
    page.unroute("**/match/names.json")
    page.get_by_role("button", name="再試一次").click()
    assert columns(page) == ["citd"]


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_it_says_what_to_do(page: Page) -> None:
    page.goto("shortlist/")
    expect(page.locator("main .notice")).to_contain_text("加到書籤")
    page.goto("measures/citd/")
    expect(page.locator(".keep")).to_have_count(0)


@pytest.mark.browser_context(viewport={"width": 320, "height": 700})
def test_the_table_scrolls_by_itself_on_the_smallest_phone(page: Page) -> None:
    page.goto("shortlist/?m=citd,tips,imdp")
    columns(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    region = page.get_by_role("region", name="措施比較表，可左右捲動")
    region.focus()
    assert region.evaluate("node => node.scrollWidth > node.clientWidth")
