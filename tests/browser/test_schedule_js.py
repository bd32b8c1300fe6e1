"""The browser works by the same rules as the builder, whatever the reader's clock and zone."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalogue.schedule import compact_window, next_deadline, next_opening, window_status
from catalogue.validation import load_catalogue

ROOT = Path(__file__).parent.parent.parent
CASES = json.loads((ROOT / "tests" / "vectors" / "schedule.json").read_text("utf-8"))
LOAD = "const s = await import('./assets/js/schedule.js');"


def test_the_table_of_cases(page: Page) -> None:
    page.goto("")
    found = page.evaluate(
        f"""async (cases) => {{ {LOAD}
        return cases.map(({{ windows, today }}) => ({{
          status: s.bestStatus(windows, today),
          next_opening: s.nextOpening(windows, today),
          next_deadline: s.nextDeadline(windows, today),
          soon: windows.some((window) => s.closesSoon(window, today)),
        }})); }}""",
        CASES,
    )
    for case, answer in zip(CASES, found, strict=True):
        assert answer == {key: case[key] for key in answer}, case["name"]


def test_every_real_window_on_every_day_of_three_years(page: Page) -> None:
    measures = load_catalogue(ROOT / "content").measures
    days = [date(2015, 1, 1) + timedelta(days=i) for i in range(365 + 366 + 365)]
    page.goto("")

    found = page.evaluate(
        f"""async ([measures, days]) => {{ {LOAD}
        return days.map((day) => measures.map((windows) => [
          windows.map((window) => s.windowStatus(window, day)).join(),
          s.nextDeadline(windows, day), s.nextOpening(windows, day)]));
        }}""",
        [
            [[compact_window(w) for w in measure.windows] for measure in measures],
            [day.isoformat() for day in days],
        ],
    )

    for day, answers in zip(days, found, strict=True):
        for measure, answer in zip(measures, answers, strict=True):
            deadline, opening = next_deadline(measure, day), next_opening(measure, day)
            assert answer == [
                ",".join(window_status(window, day) for window in measure.windows),
                deadline.isoformat() if deadline else None,
                opening.isoformat() if opening else None,
            ], (measure.id, day)


@pytest.mark.parametrize(
    ("instant", "today"),
    [
        ("2016-03-15T15:59:59Z", "2016-03-15"),
        ("2016-03-15T16:00:00Z", "2016-03-16"),
        ("2016-12-31T16:00:00Z", "2017-01-01"),
    ],
)
@pytest.mark.browser_context(timezone_id="America/Los_Angeles")
def test_today_is_taipei_s_seen_from_los_angeles(page: Page, instant: str, today: str) -> None:
    page.goto("")
    assert (
        page.evaluate(f"async (t) => {{ {LOAD} return s.taipeiToday(new Date(t)); }}", instant)
        == today
    )


@pytest.mark.browser_context(timezone_id="America/Los_Angeles")
def test_a_page_built_earlier_shows_the_reader_s_day(page: Page) -> None:
    """CITD's first batch closes on 15 March: at midnight in Taipei it is over."""
    page.clock.set_fixed_time("2016-03-15T15:59:59Z")
    page.goto("measures/citd/")
    answer = page.locator(".answers [data-windows]")
    expect(answer).to_have_attribute("data-status", "open")
    expect(answer.locator("[data-deadline]")).to_have_text("今天截止")

    page.clock.set_fixed_time("2016-03-15T16:00:00Z")
    page.reload()
    expect(answer).to_have_attribute("data-status", "upcoming")
    expect(answer.locator("[data-status-label]")).to_have_text("即將開放")
    expect(answer.locator("[data-deadline]")).to_have_text("46 天後開放")
    expect(answer.locator("[data-when]")).to_have_text(
        "105 年 5 月 1 日（2016-05-01 星期日）開始受理"
    )


def test_a_month_old_build_lists_nothing_closed_as_open(page: Page) -> None:
    page.clock.set_fixed_time("2016-04-12T12:00:00+08:00")
    page.goto("deadlines/")
    shown = page.locator("#open-now > [data-windows]:visible")
    statuses = shown.evaluate_all("items => items.map((item) => item.dataset.status)")
    assert set(statuses) == {"open"}
    expect(page.locator("[data-count-status=open]")).to_have_text(str(len(statuses)))
    expect(page.locator("#open-now", has_text="商業服務價值提升計畫")).to_have_count(1)
    expect(shown.filter(has_text="商業服務價值提升計畫")).to_have_count(0)
    expect(page.locator("[data-past-edition]")).to_be_hidden()


def test_data_of_a_past_edition_says_so(page: Page) -> None:
    page.clock.set_fixed_time("2017-01-01T00:00:00+08:00")
    page.goto("measures/citd/")
    notice = page.locator("[data-past-edition]")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("105 年度（2016 年）的資料")
    expect(notice.locator("[data-today]")).to_have_text("106 年 1 月 1 日（2017-01-01 星期日）")


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_dates_are_absolute_and_the_build_s_day_is_said(page: Page) -> None:
    page.goto("measures/citd/")
    expect(page.locator("#answers .when")).to_have_text(
        "105 年 3 月 15 日（2016-03-15 星期二）截止"
    )
    expect(page.locator("footer time")).to_have_attribute("datetime", "2016-03-01")
