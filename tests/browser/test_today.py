"""today.js on a small page: what a reader sees when the page is older than the day.

The page is built as the templates would build it for 1 March 2016, the day on which the clock of
the `page` fixture stands.
"""

import json
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from catalogue.schedule import window_in_words
from tests.browser.serving import serve
from tests.test_schedule import from_compact

JS = Path(__file__).parents[2] / "templates" / "assets" / "js"

ROUNDS = [["fixed", "2016-01-26", "2016-03-15"], ["fixed", "2016-05-01", "2016-06-30"]]
SPRING = [["fixed", "2016-02-15", "2016-03-31"], ["unstated"]]
ALL_YEAR = [["fixed", "2016-01-01", "2016-12-31"]]
ROLLING = [["fixed", "2016-01-01", "2016-03-10"], ["rolling"]]
AUGUST = [["annual", [8]]]
OVER = [["fixed", None, "2016-02-26"]]
ANNOUNCED = [["fixed", None, "2016-02-26"], ["announced"]]
OPEN_END = [["fixed", "2016-04-01", None]]


def item(name: str, windows: list[Any], status: str, when: str = "", when_day: str = "") -> str:
    return (
        f'<li id="{name}" data-windows="{escape(json.dumps(windows))}" data-status="{status}">'
        f'<a href="#{name}">{name}</a> <b data-status-label></b> <i data-deadline hidden></i> '
        f'<span data-when="{when_day}">{when}</span></li>'
    )


HTML = f"""<!doctype html>
<html lang="zh-Hant-TW" data-built="2016-03-01" data-edition="105"><meta charset="utf-8">
<title>today</title><script type="module" src="today.js"></script>
<p data-today>105 年 3 月 1 日（2016-03-01 星期二）</p>
<aside data-past-edition hidden>這是 105 年度的資料</aside>
<p>可申請 <b data-count-status="open" data-count-of="#all">9</b> 項，
截止 <b data-count-status="closed" data-count-of="#all">9</b> 項</p>
<ul id="all">
{item("rounds", ROUNDS, "open", "105 年 3 月 15 日（2016-03-15 星期二）截止", "2016-03-15")}
{item("spring", SPRING, "open", "105 年 3 月 31 日（2016-03-31 星期四）截止", "2016-03-31")}
{item("all-year", ALL_YEAR, "open", "105 年 12 月 31 日截止，額滿為止", "2016-12-31")}
{item("rolling", ROLLING, "open", "105 年 3 月 10 日（2016-03-10 星期四）截止", "2016-03-10")}
{item("august", AUGUST, "upcoming", "105 年 8 月 1 日（2016-08-01 星期一）開始受理", "2016-08-01")}
{item("over", OVER, "closed", "105 年 2 月 26 日（2016-02-26 星期五）已截止", "2016-02-26")}
{item("announced", ANNOUNCED, "announced", "期間依主辦機關公告，請看網站")}
{item("open-end", OPEN_END, "upcoming", "105 年 4 月 1 日開始受理", "2016-04-01")}
</ul>
<ol id="open-now" data-sort="deadline" data-keep-status="open">
{item("o-all-year", ALL_YEAR, "open")}
{item("o-rounds", ROUNDS, "open")}
{item("o-august", AUGUST, "upcoming").replace("<li", "<li hidden")}
{item("o-spring", SPRING, "open")}
{item("o-over", OVER, "closed").replace("<li", "<li hidden")}
<li data-empty hidden>今天沒有可以申請的措施</li>
</ol>
<ol id="next" data-sort="deadline" data-limit="2" data-keep-status="open upcoming">
{item("n-rounds", ROUNDS, "open")}
{item("n-spring", SPRING, "open")}
{item("n-rolling", ROLLING, "open").replace("<li", "<li hidden")}
{item("n-august", AUGUST, "upcoming").replace("<li", "<li hidden")}
<li data-empty hidden>沒有排定的截止日</li>
</ol>
<article id="measure" data-windows="{escape(json.dumps(ROUNDS))}" data-status="open" data-soon>
<b data-status-label>可申請</b> <i data-deadline hidden></i>
<ul>
<li id="first" data-windows="{escape(json.dumps(ROUNDS[:1]))}" data-status="open" data-soon>
<b data-status-label>可申請</b> <i data-deadline hidden></i></li>
<li id="second" data-windows="{escape(json.dumps(ROUNDS[1:]))}" data-status="upcoming">
<b data-status-label>即將開放</b> <i data-deadline hidden></i></li>
</ul></article>
<p id="tally" data-count-status="open" data-count-of="body">9</p>
</html>"""


@pytest.fixture(scope="module")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("today")
    for name in ("today.js", "schedule.js", "dates.js"):
        shutil.copy(JS / name, folder)
    (folder / "index.html").write_text(HTML, encoding="utf-8")
    (folder / "other.html").write_text("<!doctype html><title>other</title>", encoding="utf-8")
    with serve(folder) as home:
        yield home


def open_on(page: Page, moment: str) -> Page:
    """The page as it is read at a moment, an ISO day standing for noon in Taipei."""
    page.clock.set_fixed_time(moment if "T" in moment else f"{moment}T12:00:00+08:00")
    page.goto("./")
    return page


def seen(page: Page, name: str) -> tuple[str, str, str, bool]:
    """Status, its name, what is said of the time left, whether it closes soon."""
    status, label, left, soon = page.eval_on_selector(
        f"#{name}",
        """(element) => {
          const left = element.querySelector("[data-deadline]");
          return [element.dataset.status, element.querySelector("[data-status-label]").textContent,
            left.hidden ? "" : left.textContent, "soon" in element.dataset];
        }""",
    )
    return status, label, left, soon


def shown(page: Page, selector: str) -> list[str]:
    """The ids of a list's visible items, in their order; of the sentence for none: empty."""
    ids: list[str] = page.eval_on_selector_all(
        f"{selector} > li", "items => items.filter((i) => !i.hidden).map((i) => i.id || 'empty')"
    )
    return ids


@pytest.mark.parametrize(
    ("today", "status", "label", "left", "soon"),
    [
        ("2016-01-20", "upcoming", "即將開放", "6 天後開放", False),
        ("2016-01-25", "upcoming", "即將開放", "明天開放", False),
        ("2016-01-26", "open", "可申請", "還有 49 天截止", False),
        ("2016-02-14", "open", "可申請", "還有 30 天截止", True),
        ("2016-03-03", "open", "可申請", "還有 12 天截止", True),
        ("2016-03-14", "open", "可申請", "明天截止", True),
        ("2016-03-15", "open", "可申請", "今天截止", True),
        ("2016-03-16", "upcoming", "即將開放", "46 天後開放", False),
        ("2016-06-30", "open", "可申請", "今天截止", True),
        ("2016-07-01", "closed", "已截止", "", False),
        ("2026-03-01", "closed", "已截止", "", False),
    ],
)
def test_a_measure_on_its_days(
    page: Page, today: str, status: str, label: str, left: str, soon: bool
) -> None:
    open_on(page, today)
    assert seen(page, "rounds") == (status, label, left, soon)


def test_on_the_day_of_the_build_nothing_that_was_said_changes(page: Page) -> None:
    open_on(page, "2016-03-01")
    for name, words in {
        "rounds": "105 年 3 月 15 日（2016-03-15 星期二）截止",
        "all-year": "105 年 12 月 31 日截止，額滿為止",
        "over": "105 年 2 月 26 日（2016-02-26 星期五）已截止",
        "announced": "期間依主辦機關公告，請看網站",
        "open-end": "105 年 4 月 1 日開始受理",
    }.items():
        expect(page.locator(f"#{name} [data-when]")).to_have_text(words)


@pytest.mark.parametrize(
    ("name", "today", "words"),
    [
        ("rounds", "2016-03-16", "105 年 5 月 1 日（2016-05-01 星期日）開始受理"),
        ("rounds", "2016-05-01", "105 年 6 月 30 日（2016-06-30 星期四）截止"),
        ("rounds", "2016-07-01", "105 年 6 月 30 日（2016-06-30 星期四）已截止"),
        ("august", "2016-08-01", "105 年 8 月（2016-08）截止"),
        ("august", "2016-09-01", "106 年 8 月（2017-08）開始受理"),
        ("all-year", "2016-12-31", "105 年 12 月 31 日截止，額滿為止"),
        # What is left has no date: the closing that is over must not stand there as if it were.
        ("rolling", "2016-03-11", window_in_words(from_compact(["rolling"]))),
        ("spring", "2016-04-01", window_in_words(from_compact(["unstated"]))),
        ("open-end", "2016-04-01", window_in_words(from_compact(OPEN_END[0]))),
        ("announced", "2016-03-02", "期間依主辦機關公告，請看網站"),
    ],
)
def test_what_happens_next_in_absolute_dates(page: Page, name: str, today: str, words: str) -> None:
    open_on(page, today)
    expect(page.locator(f"#{name} [data-when]")).to_have_text(words)


def test_windows_inside_a_measure_speak_for_themselves(page: Page) -> None:
    open_on(page, "2016-03-16")
    assert seen(page, "measure") == ("upcoming", "即將開放", "46 天後開放", False)
    assert seen(page, "first") == ("closed", "已截止", "", False)
    assert seen(page, "second") == ("upcoming", "即將開放", "46 天後開放", False)


@pytest.mark.parametrize(
    ("today", "open_count", "closed_count"),
    [("2016-02-20", 6, 0), ("2016-03-01", 4, 1), ("2016-04-01", 3, 1), ("2017-06-01", 2, 3)],
)
def test_counts(page: Page, today: str, open_count: int, closed_count: int) -> None:
    open_on(page, today)
    expect(page.locator("[data-count-of='#all'][data-count-status=open]")).to_have_text(
        str(open_count)
    )
    expect(page.locator("[data-count-of='#all'][data-count-status=closed]")).to_have_text(
        str(closed_count)
    )


def test_a_measure_counts_once_whatever_windows_it_holds(page: Page) -> None:
    open_on(page, "2016-03-01")
    measures = page.locator("body [data-windows]:not(#measure li)")
    open_ones = measures.evaluate_all(
        "all => all.filter((e) => e.dataset.status === 'open').length"
    )
    expect(page.locator("#tally")).to_have_text(str(open_ones))


@pytest.mark.parametrize(
    ("today", "names"),
    [
        ("2016-03-01", ["o-rounds", "o-spring", "o-all-year"]),
        ("2016-03-16", ["o-spring", "o-all-year"]),
        ("2016-04-01", ["o-all-year"]),
        ("2016-08-10", ["o-august", "o-all-year"]),
        ("2016-02-20", ["o-over", "o-rounds", "o-spring", "o-all-year"]),
        ("2017-01-01", ["empty"]),
    ],
)
def test_what_is_open_now_is_shown_in_the_order_of_closing(
    page: Page, today: str, names: list[str]
) -> None:
    open_on(page, today)
    assert shown(page, "#open-now") == names


@pytest.mark.parametrize(
    ("today", "names"),
    [
        ("2016-03-01", ["n-rolling", "n-rounds"]),
        ("2016-03-11", ["n-rounds", "n-spring"]),
        # Still to open, but the first to close; n-rolling is open and closes on no day.
        ("2016-04-01", ["n-rounds", "n-august"]),
        ("2016-07-01", ["n-august"]),
    ],
)
def test_the_few_that_close_next(page: Page, today: str, names: list[str]) -> None:
    open_on(page, today)
    assert shown(page, "#next") == names


def test_the_day_and_the_edition(page: Page) -> None:
    notice = page.locator("[data-past-edition]")
    for today, words, is_past in (
        ("2016-12-31", "105 年 12 月 31 日（2016-12-31 星期六）", False),
        ("2017-01-01", "106 年 1 月 1 日（2017-01-01 星期日）", True),
        ("2015-12-31", "104 年 12 月 31 日（2015-12-31 星期四）", True),
        ("2026-11-24", "115 年 11 月 24 日（2026-11-24 星期二）", True),
    ):
        open_on(page, today)
        expect(page.locator("[data-today]")).to_have_text(words)
        expect(notice).to_be_visible(visible=is_past)


@pytest.mark.browser_context(timezone_id="America/Los_Angeles")
def test_it_is_taipeis_day_in_los_angeles(page: Page) -> None:
    open_on(page, "2016-03-15T15:59:59Z")
    assert page.evaluate("new Date().getHours()") == 8
    assert seen(page, "first") == ("open", "可申請", "今天截止", True)
    open_on(page, "2016-03-15T16:00:00Z")
    assert page.evaluate("new Date().getDate()") == 15
    assert seen(page, "first") == ("closed", "已截止", "", False)


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_the_builds_words_stand(page: Page) -> None:
    open_on(page, "2017-01-01")
    expect(page.locator("[data-today]")).to_have_text("105 年 3 月 1 日（2016-03-01 星期二）")
    expect(page.locator("#rounds [data-when]")).to_have_text(
        "105 年 3 月 15 日（2016-03-15 星期二）截止"
    )
    expect(page.locator("#rounds [data-deadline]")).to_be_hidden()


def test_a_page_left_open_changes_at_midnight_in_taipei(page: Page) -> None:
    page.clock.install(time="2016-03-15T23:59:00+08:00")
    page.goto("./")
    expect(page.locator("#first [data-deadline]")).to_have_text("今天截止")
    page.clock.fast_forward("01:01")
    expect(page.locator("#first")).to_have_attribute("data-status", "closed")
    page.clock.fast_forward(46 * 24 * 60 * 60 * 1000)
    expect(page.locator("#second")).to_have_attribute("data-status", "open")


def test_a_page_looked_at_again_on_another_day_is_up_to_date(page: Page) -> None:
    open_on(page, "2016-03-01")
    assert shown(page, "#open-now") == ["o-rounds", "o-spring", "o-all-year"]
    for today, names in (
        ("2016-08-10", ["o-august", "o-all-year"]),
        ("2016-03-01", ["o-rounds", "o-spring", "o-all-year"]),
    ):
        page.clock.set_fixed_time(f"{today}T12:00:00+08:00")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert shown(page, "#open-now") == names


def test_on_the_way_back_the_page_is_up_to_date(page: Page) -> None:
    open_on(page, "2016-03-01")
    page.goto("other.html")
    page.clock.set_fixed_time("2016-07-01T12:00:00+08:00")
    page.go_back()
    expect(page.locator("#rounds")).to_have_attribute("data-status", "closed")


def test_reordering_leaves_the_keyboard_where_it_was(page: Page) -> None:
    open_on(page, "2016-03-01")
    page.locator("#o-all-year a").focus()
    page.clock.set_fixed_time("2016-08-10T12:00:00+08:00")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert shown(page, "#open-now") == ["o-august", "o-all-year"]
    expect(page.locator("#o-all-year a")).to_be_focused()


def test_running_again_on_the_same_day_changes_nothing(page: Page) -> None:
    open_on(page, "2016-04-01")
    before = page.content()
    page.evaluate("import('./today.js?again')")
    assert page.content() == before
