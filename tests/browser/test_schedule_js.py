"""schedule.js against the shared table, and against schedule.py on every real window.

Only these modules are served, so the tests need no built site.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from catalogue.dates import both_calendars, roc_date
from catalogue.schedule import (
    CLOSING_SOON_DAYS,
    STATUS_NAMES,
    Status,
    best_status,
    closes_soon,
    closing_day,
    compact_window,
    next_deadline,
    next_opening,
    occurrence,
    opening_day,
    window_status,
)
from catalogue.validation import load_catalogue
from catalogue.views import view_measure
from tests.browser.serving import serve
from tests.sample import CONTENT
from tests.test_schedule import VECTORS, from_compact, iso

JS = Path(__file__).parents[2] / "templates" / "assets" / "js"

# [[status, opens, closes, closing day, opening day, closing soon] of each day] of each window.
OF_WINDOWS = """async ([windows, days]) => {
  const s = await import("./schedule.js");
  return windows.map((window) => days.map((day) => {
    const span = s.occurrence(window, day);
    return [s.windowStatus(window, day), span?.opens ?? null, span?.closes ?? null,
      s.closingDay(window, day), s.openingDay(window, day), s.closesSoon(window, day)];
  }));
}"""
# [[status, next deadline, next opening] of each day] of each list of windows.
OF_SEVERAL = """async ([measures, days]) => {
  const s = await import("./schedule.js");
  return measures.map((windows) => days.map((day) =>
    [s.bestStatus(windows, day), s.nextDeadline(windows, day), s.nextOpening(windows, day)]));
}"""
# [what happens next, in words, of each day] of each list of windows.
IN_WORDS = """async ([measures, days]) => {
  const { nextEvent } = await import("./schedule.js");
  const { eventInWords } = await import("./dates.js");
  return measures.map((windows) => days.map((day) => {
    const event = nextEvent(windows, day);
    return event && eventInWords(event);
  }));
}"""
TODAYS = """async (moments) => {
  const { taipeiToday } = await import("./schedule.js");
  return moments.map((moment) => taipeiToday(new Date(moment)));
}"""
NOW = "import('./schedule.js').then(({ taipeiToday }) => taipeiToday())"

DAYS = [date(2015, 1, 1) + timedelta(days=count) for count in range(365 + 366 + 365)]
ISO_DAYS = [day.isoformat() for day in DAYS]


@pytest.fixture(scope="module")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("schedule")
    for name in ("schedule.js", "dates.js"):
        shutil.copy(JS / name, folder)
    (folder / "index.html").write_text("<!doctype html><title>schedule</title>", encoding="utf-8")
    with serve(folder) as home:
        yield home


@pytest.fixture
def schedule(page: Page) -> Page:
    page.goto("./")
    return page


def test_windows_of_the_table(schedule: Page) -> None:
    for group in VECTORS["windows"]:
        days = [case[0] for case in group["days"]]
        (answers,) = schedule.evaluate(OF_WINDOWS, [[group["compact"]], days])
        found = [
            [today, *answer[:3], answer[5]] for today, answer in zip(days, answers, strict=True)
        ]
        assert found == group["days"], group["name"]


def test_several_windows_of_the_table(schedule: Page) -> None:
    for group in VECTORS["several"]:
        days = [case[0] for case in group["days"]]
        (answers,) = schedule.evaluate(OF_SEVERAL, [[group["windows"]], days])
        of_windows = schedule.evaluate(OF_WINDOWS, [group["windows"], days])
        soon = [any(answer[5] for answer in on_day) for on_day in zip(*of_windows, strict=True)]
        found = [list(case) for case in zip(days, *zip(*answers, strict=True), soon, strict=True)]
        assert found == group["days"], group["name"]


def test_names_and_numbers_are_the_same(schedule: Page) -> None:
    constants = schedule.evaluate(
        "import('./schedule.js').then((s) => [s.STATUSES, s.STATUS_NAMES, s.CLOSING_SOON_DAYS])"
    )
    names = {status.value: name for status, name in STATUS_NAMES.items()}
    assert constants == [[status.value for status in Status], names, CLOSING_SOON_DAYS]


def test_every_real_window_on_every_day_of_three_years(schedule: Page) -> None:
    measures = load_catalogue(CONTENT).measures
    windows = {json.dumps(compact_window(w)): w for m in measures for w in m.windows}
    assert len(windows) > 30
    compact = [json.loads(text) for text in windows]

    answers = schedule.evaluate(OF_WINDOWS, [compact, ISO_DAYS])

    for (text, window), found in zip(windows.items(), answers, strict=True):
        for day, answer in zip(DAYS, found, strict=True):
            if answer != in_python(window, day):  # an assert for each would take ten times as long
                pytest.fail(f"{text} on {day}: {answer}, but {in_python(window, day)} in Python")


def test_every_real_measure_on_every_day_of_three_years(schedule: Page) -> None:
    measures = load_catalogue(CONTENT).measures
    compact = [[compact_window(window) for window in m.windows] for m in measures]

    answers = schedule.evaluate(OF_SEVERAL, [compact, ISO_DAYS])

    for measure, found in zip(measures, answers, strict=True):
        for day, answer in zip(DAYS, found, strict=True):
            deadline, opening = iso(next_deadline(measure, day)), iso(next_opening(measure, day))
            expected = [best_status(measure.windows, day), deadline, opening]
            if answer != expected:
                pytest.fail(f"{measure.id} on {day}: {answer}, but {expected} in Python")


def test_the_words_of_what_happens_next_are_those_of_the_builder(schedule: Page) -> None:
    measures = load_catalogue(CONTENT).measures
    compact = [[compact_window(window) for window in m.windows] for m in measures]
    answers = schedule.evaluate(IN_WORDS, [compact, ISO_DAYS[::10]])
    for measure, found in zip(measures, answers, strict=True):
        for day, words in zip(DAYS[::10], found, strict=True):
            view = view_measure(measure, day)
            if words != (view.when if view.when_day else None):
                pytest.fail(f"{measure.id} on {day}: {words}, but {view.when} in Python")


def test_no_day_is_said_where_the_source_names_a_month(schedule: Page) -> None:
    may_and_june, to_30_june = ["fixed", "2016-05", "2016-06"], ["fixed", None, "2016-06-30"]
    days = ["2016-04-30", "2016-06-30", "2026-11-25"]
    measures = [[may_and_june], [may_and_june, to_30_june], [["annual", [5, 6]]]]
    assert schedule.evaluate(IN_WORDS, [measures, days]) == [
        [
            "105 年 5 月（2016-05）開始受理",
            "105 年 6 月（2016-06）截止",
            "105 年 6 月（2016-06）已截止",
        ],
        [
            "105 年 6 月 30 日（2016-06-30 星期四）截止",
            "105 年 6 月 30 日（2016-06-30 星期四）截止",
            "105 年 6 月 30 日（2016-06-30 星期四）已截止",
        ],
        [
            "105 年 5 月（2016-05）開始受理",
            "105 年 6 月（2016-06）截止",
            "116 年 5 月（2027-05）開始受理",
        ],
    ]


def test_annual_windows_of_all_shapes(schedule: Page) -> None:
    # Each number stands for a set of months; 7 divides no power of two, so all shapes come by.
    compact = [
        ["annual", [month for month in range(1, 13) if choice >> (month - 1) & 1]]
        for choice in range(1, 1 << 12, 7)
    ]
    days = [date(2016, month, day) for month in range(1, 13) for day in (1, 28)]

    answers = schedule.evaluate(OF_WINDOWS, [compact, [day.isoformat() for day in days]])

    for data, found in zip(compact, answers, strict=True):
        window = from_compact(data)
        assert found == [in_python(window, day) for day in days], data


def in_python(window: Any, day: date) -> list[str | bool | None]:
    span = occurrence(window, day)
    return [
        window_status(window, day),
        iso(span.opens if span else None),
        iso(span.closes if span else None),
        iso(closing_day(window, day)),
        iso(opening_day(window, day)),
        closes_soon(window, day),
    ]


def test_days_between(schedule: Page) -> None:
    pairs = [
        ["2016-03-01", "2016-03-01"],
        ["2016-02-28", "2016-03-01"],
        ["2015-02-28", "2015-03-01"],
        ["2016-03-15", "2016-03-01"],
        ["2015-12-31", "2016-12-31"],
    ]
    counts = schedule.evaluate(
        "(pairs) => import('./schedule.js').then((s) => pairs.map((p) => s.daysBetween(...p)))",
        pairs,
    )
    assert counts == [0, 2, 1, -14, 366]


def test_dates_in_words(schedule: Page) -> None:
    words = schedule.evaluate(
        """(days) => import("./dates.js").then((d) =>
          days.map((day) => [d.rocDate(day), d.bothCalendars(day)]))""",
        ISO_DAYS,
    )
    assert words == [[roc_date(day), both_calendars(day)] for day in DAYS]


MIDNIGHT = datetime(2016, 3, 14, 16, tzinfo=UTC)
"""When the 15th of March begins in Taipei: still Monday morning in Los Angeles."""


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(zone, marks=pytest.mark.browser_context(timezone_id=zone))
        for zone in (
            "Asia/Taipei",
            "America/Los_Angeles",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "UTC",
        )
    ],
)
def test_midnight_is_taipeis(schedule: Page, zone: str) -> None:
    assert schedule.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
    for moment, today in (
        (MIDNIGHT - timedelta(seconds=1), "2016-03-14"),
        (MIDNIGHT, "2016-03-15"),
        (MIDNIGHT + timedelta(hours=24, seconds=-1), "2016-03-15"),
        (MIDNIGHT + timedelta(hours=24), "2016-03-16"),
    ):
        schedule.clock.set_fixed_time(moment)
        assert schedule.evaluate(NOW) == today, moment


# Clocks go forward in Los Angeles on 13 March 2016 and back on 6 November.
@pytest.mark.browser_context(timezone_id="America/Los_Angeles")
def test_every_hour_of_a_year_seen_from_los_angeles(schedule: Page) -> None:
    hours = [datetime(2015, 12, 31, 16, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
    days = schedule.evaluate(TODAYS, [int(hour.timestamp() * 1000) for hour in hours])
    expected = [date(2016, 1, 1) + timedelta(days=count // 24) for count in range(len(hours))]
    assert days == [day.isoformat() for day in expected]
