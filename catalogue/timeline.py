"""Measures and a year in; the geometry of a picture of their windows, out. Pure.

A row a measure that has a dated window, a bar a window, months side by side. Lengths are in the
picture's own units (a day is DAY wide), so that a template only has to print them. The same rows
are the table that stands in for the picture.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalogue.model import Measure, Service, Window
from catalogue.schedule import occurrence, window_in_words

DAY = 2
"""Width of a day."""
ROW = 26
"""Height of a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A window between two days of the year; `goes_on_before` and `_after` where it has no end."""

    x: int
    width: int
    label: str
    words: str
    is_tentative: bool
    goes_on_before: bool
    goes_on_after: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    measure: Measure
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthColumn:
    month: int
    x: int
    width: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """The picture of one Gregorian year."""

    year: int
    width: int
    height: int
    months: tuple[MonthColumn, ...]
    rows: tuple[Row, ...]
    today: int | None
    """Where today's line stands; None in another year."""


def draw_timeline(measures: Iterable[Measure], year: int, today: date) -> Timeline:
    """Rows in order of the last day on which one can apply, so that the eye falls on the edge."""
    first = date(year, 1, 1)
    drawn = [
        (measure, bars)
        for measure in measures
        if (
            bars := tuple(
                bar
                for service in measure.services
                for window in service.windows
                if (bar := _bar(service, window, first)) is not None
            )
        )
    ]
    drawn.sort(key=lambda row: (max(bar.x + bar.width for bar in row[1]), row[0].number, row[0].id))
    rows = tuple(
        Row(measure=measure, y=index * ROW, bars=bars)
        for index, (measure, bars) in enumerate(drawn)
    )
    return Timeline(
        year=year,
        width=_x(date(year + 1, 1, 1), first),
        height=len(rows) * ROW,
        months=tuple(_month_column(year, month) for month in range(1, 13)),
        rows=rows,
        today=_x(today, first) if today.year == year else None,
    )


def _x(day: date, first: date) -> int:
    return (day - first).days * DAY


def _month_column(year: int, month: int) -> MonthColumn:
    first = date(year, 1, 1)
    start = _x(date(year, month, 1), first)
    after = date(year + month // 12, month % 12 + 1, 1)
    return MonthColumn(month=month, x=start, width=_x(after, first) - start)


def _bar(service: Service, window: Window, first: date) -> Bar | None:
    span = occurrence(window, first)
    if span is None or (span.opens is None and span.closes is None):
        return None
    last = date(first.year, 12, 31)
    opens = max(span.opens or first, first)
    closes = min(span.closes or last, last)
    if opens > closes:
        return None
    return Bar(
        x=_x(opens, first),
        width=_x(closes, first) - _x(opens, first) + DAY,
        label="　".join(filter(None, (service.heading, window.label))),
        words=window_in_words(window),
        is_tentative=window.tentative,
        goes_on_before=span.opens is None or span.opens < first,
        goes_on_after=span.closes is None or span.closes > last,
    )
