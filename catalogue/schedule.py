"""A window and a day in; its status, next opening, next deadline, and words for them, out.

Days are civil dates in Asia/Taipei, and "today" is always an argument. A window that closes on a
day is open through the end of that day; a month stands for its first to its last day. The same
rules run in the reader's browser (`templates/assets/js/schedule.js`), and both are held to one
table of cases (`tests/vectors/schedule.json`).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from catalogue.dates import last_day, partial_in_words
from catalogue.model import (
    AnnouncedWindow,
    AnnualWindow,
    FixedWindow,
    Measure,
    RollingWindow,
    UnstatedWindow,
    Window,
)

CLOSING_SOON_DAYS = 30


class Status(StrEnum):
    """What a window is on a day; in order of preference: a measure has the best of its windows."""

    OPEN = "open"
    UPCOMING = "upcoming"
    ANNOUNCED = "announced"
    UNSTATED = "unstated"
    CLOSED = "closed"

    __hash__ = str.__hash__  # equal texts have equal hashes; that of `Enum` takes longer


STATUS_NAMES = {
    Status.OPEN: "可申請",
    Status.UPCOMING: "即將開放",
    Status.ANNOUNCED: "等公告",
    Status.UNSTATED: "未載明期間",
    Status.CLOSED: "已截止",
}
_RANK = {status: rank for rank, status in enumerate(Status)}


class Span(NamedTuple):  # a build asks for a hundred thousand: a dataclass takes twice as long
    """Days between which something is open, both included; None where there is no bound."""

    opens: date | None
    closes: date | None


def compact_window(window: Window) -> list[object]:
    """A window as pages embed it for the browser: `["fixed", opens, closes]`, `["annual", [8]]`.

    `opens` and `closes` are ISO days, ISO months where no more is known, or None.
    """
    if isinstance(window, FixedWindow):
        return [window.kind, *(date and str(date) for date in (window.opens, window.closes))]
    if isinstance(window, AnnualWindow):
        return [window.kind, list(window.months)]
    return [window.kind]


def occurrence(window: Window, today: date) -> Span | None:
    """The span of `window` that is open today, else the next, else the last; None where undated."""
    if isinstance(window, FixedWindow):
        return Span(
            opens=window.opens.first if window.opens else None,
            closes=window.closes.last if window.closes else None,
        )
    if isinstance(window, AnnualWindow):
        return _annual_occurrence(window.months, today)
    if isinstance(window, RollingWindow):
        return Span(opens=None, closes=None)
    return None


@cache  # there are few sets of months, and several ask for the same one on a day
def _annual_occurrence(months: tuple[int, ...], today: date) -> Span:
    if len(months) == 12:
        return Span(opens=None, closes=None)
    year, month = today.year, today.month
    while month not in months:
        year, month = _month_after(year, month)
    first_year, first_month = year, month
    while (before := _month_before(first_year, first_month))[1] in months:
        first_year, first_month = before
    while (after := _month_after(year, month))[1] in months:
        year, month = after
    return Span(
        opens=date(first_year, first_month, 1), closes=date(year, month, last_day(year, month))
    )


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def window_status(window: Window, today: date) -> Status:
    """The status of one window on a day (design.md section 4)."""
    if isinstance(window, AnnouncedWindow):
        return Status.ANNOUNCED
    if isinstance(window, UnstatedWindow):
        return Status.UNSTATED
    span = occurrence(window, today)
    assert span is not None
    if span.closes is not None and span.closes < today:
        return Status.CLOSED
    if span.opens is not None and today < span.opens:
        return Status.UPCOMING
    return Status.OPEN


def best(statuses: Iterable[Status]) -> Status:
    """The best of several statuses; there is at least one."""
    return min(statuses, key=_RANK.__getitem__)


def best_status(windows: Iterable[Window], today: date) -> Status:
    """The best status of several windows; there is at least one."""
    return best(window_status(window, today) for window in windows)


def measure_status(measure: Measure, today: date) -> Status:
    """The status of a measure: the best of its windows."""
    return best_status(measure.windows, today)


def closing_day(window: Window, today: date) -> date | None:
    """The day on which an open or coming window closes; None where it has closed or has no end."""
    span = occurrence(window, today)
    if span is None or span.closes is None or span.closes < today:
        return None
    return span.closes


def opening_day(window: Window, today: date) -> date | None:
    """The day on which a coming window opens; None where it is open, over or undated."""
    span = occurrence(window, today)
    if span is None or span.opens is None or span.opens <= today:
        return None
    return span.opens


def next_deadline(measure: Measure, today: date) -> date | None:
    """The earliest closing day, today or later, of any window of the measure."""
    return min(
        filter(None, (closing_day(window, today) for window in measure.windows)), default=None
    )


def next_opening(measure: Measure, today: date) -> date | None:
    """The earliest opening day after today of any window of the measure."""
    return min(
        filter(None, (opening_day(window, today) for window in measure.windows)), default=None
    )


def closes_soon(window: Window, today: date) -> bool:
    """Open, and closing within 30 days."""
    day = closing_day(window, today)
    if day is None or (day - today).days > CLOSING_SOON_DAYS:
        return False
    return window_status(window, today) is Status.OPEN


def months_in_words(months: tuple[int, ...]) -> str:
    """`3 月至 4 月`, `8 月`, `1 月、3 月`; runs across the year's end read `12 月至 1 月`."""
    if len(months) == 12:
        return "全年"
    starts = [month for month in months if (month - 2) % 12 + 1 not in months]
    runs = []
    for start in starts:
        end = start
        while end % 12 + 1 in months:
            end = end % 12 + 1
        runs.append(f"{start} 月" if end == start else f"{start} 月至 {end} 月")
    return "、".join(runs)


def window_in_words(window: Window) -> str:
    """When the window opens and how it closes, in absolute dates, true on any day."""
    return "，".join((_period_in_words(window), *endings_in_words(window)))


def _period_in_words(window: Window) -> str:
    prefix = "預訂 " if window.tentative else ""
    if isinstance(window, FixedWindow):
        return prefix + _fixed_in_words(window)
    if isinstance(window, AnnualWindow):
        return f"{'原則上' if window.tentative else ''}每年 {months_in_words(window.months)}"
    if isinstance(window, RollingWindow):
        return "原則上隨時可以申請" if window.tentative else "隨時可以申請"
    if isinstance(window, AnnouncedWindow):
        return "期間依主辦機關公告"
    return "手冊沒有載明申請期間，請洽聯絡窗口"


def _fixed_in_words(window: FixedWindow) -> str:
    if window.opens is None:
        assert window.closes is not None
        return f"到 {partial_in_words(window.closes)}截止"
    if window.closes is None:
        return f"{partial_in_words(window.opens)}開始受理，手冊沒有載明截止日"
    if window.opens == window.closes:
        return partial_in_words(window.opens)
    return f"{partial_in_words(window.opens)}至 {partial_in_words(window.closes)}"


def endings_in_words(window: Window) -> tuple[str, ...]:
    """What else ends the window, besides its closing day."""
    endings = (("額滿為止", window.until_full), ("預算用完為止", window.until_spent))
    return tuple(words for words, applies in endings if applies)
