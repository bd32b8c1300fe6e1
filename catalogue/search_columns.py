"""What filters and ranking need of a shard's measures, as columns: small, and quick to read.

A column is a string, one character a measure: its place in the list of the different values that
occur. Windows are written out, a few characters each, their days as places in a list of days.
`templates/assets/js/columns.js` reads both.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

Window = tuple[Any, ...]
"""As `schedule.compact_window` has it: ("fixed", opens, closes), ("annual", (8,))."""

ZERO = 0x30
"""The character that stands for 0."""
KINDS = {"fixed": "f", "annual": "m", "rolling": "r", "announced": "a", "unstated": "u"}


def column(values: Iterable[Hashable]) -> dict[str, Any]:
    """`{"values": the different ones, "of": a character a measure}`."""
    places: dict[Hashable, int] = {}
    of = [_character(places.setdefault(value, len(places))) for value in values]
    return {"values": list(places), "of": "".join(of)}


def windows_column(windows: Iterable[Sequence[Window]]) -> dict[str, Any]:
    """`{"days": [first, days to the next, …], "of": the windows, measures parted by spaces}`.

    A window is a letter for its kind; of a fixed one, then the places of its days, from 1, 0 where
    there is none; of an annual one, a character whose bits are its months.
    """
    measures = [list(some) for some in windows]
    fixed = [window for some in measures for window in some if window[0] == "fixed"]
    days = sorted({day for _, opens, closes in fixed for day in (opens, closes) if day})
    places = {None: 0} | {day: place for place, day in enumerate(days, start=1)}

    def written(window: Window) -> str:
        kind, *details = window
        if kind == "annual":
            details = [sum(1 << (month - 1) for month in details[0])]
        elif kind == "fixed":
            details = [places[day] for day in details]
        return KINDS[kind] + "".join(map(_character, details))

    return {"days": _steps(days), "of": " ".join("".join(map(written, some)) for some in measures)}


def _steps(days: Sequence[str]) -> list[Any]:
    dates = [date.fromisoformat(day) for day in days]
    steps = [(day - before).days for before, day in pairwise(dates)]
    return [*days[:1], *steps]


def _character(number: int) -> str:
    return chr(ZERO + number)
