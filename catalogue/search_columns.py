"""What filters and order need of some measures, as columns: small, and quick to read.

A column is a string, one character a measure: its place in the list of the different values that
occur. Windows are written out, a few characters each, their days as places in a list of days.
`templates/assets/js/columns.js` reads both.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from catalogue.dates import parse_date

Window = tuple[Any, ...]
"""As `schedule.compact_window` has it: ("fixed", opens, closes), ("annual", (8,))."""

ZERO = 0x30
"""The character that stands for 0."""
FIXED = "fghi"
"""The letters of fixed windows: of days; that open in a month; that close in one; that do both."""
_MONTHS = "m"
KINDS = {"rolling": "r", "announced": "a", "unstated": "u"}


def column(values: Iterable[Hashable]) -> dict[str, Any]:
    """`{"values": the different ones, "of": a character a measure}`."""
    places: dict[Hashable, int] = {}
    of = [_character(places.setdefault(value, len(places))) for value in values]
    return {"values": list(places), "of": "".join(of)}


def windows_column(windows: Iterable[Sequence[Window]]) -> dict[str, Any]:
    """`{"days": [first, days to the next, …], "of": the windows, measures parted by spaces}`.

    Nothing between two spaces stands for a number that no measure has.
    A window is a letter for its kind; of a fixed one, whose letter says which of its dates are
    months, then the places of its days, from 1, 0 where there is none; of an annual one, a
    character whose bits are its months.
    """
    measures = [list(some) for some in windows]
    fixed = [window for some in measures for window in some if window[0] == "fixed"]
    days = sorted({day for window in fixed for day in _days(window) if day})
    places = {"": 0} | {day: place for place, day in enumerate(days, start=1)}

    def written(window: Window) -> str:
        kind, *details = window
        if kind == "annual":
            return _MONTHS + _character(sum(1 << (month - 1) for month in details[0]))
        if kind == "fixed":
            opens, closes = (len(date or "") == len("2016-06") for date in details)
            letter = FIXED[opens + 2 * closes]
            return letter + "".join(_character(places[day]) for day in _days(window))
        return KINDS[kind]

    return {"days": _steps(days), "of": " ".join("".join(map(written, some)) for some in measures)}


def _days(window: Window) -> tuple[str, str]:
    """The days on which a fixed window opens and closes; empty where there is none."""
    _, opens, closes = window
    return (
        parse_date(opens).first.isoformat() if opens else "",
        parse_date(closes).last.isoformat() if closes else "",
    )


def _steps(days: Sequence[str]) -> list[Any]:
    dates = [date.fromisoformat(day) for day in days]
    steps = [(day - before).days for before, day in pairwise(dates)]
    return [*days[:1], *steps]


def _character(number: int) -> str:
    return chr(ZERO + number)
