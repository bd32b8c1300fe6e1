"""The time rules: the shared table of cases, what must hold on any day, and the words."""

import json
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from catalogue.model import AnnualWindow, FixedWindow, Measure, Window
from catalogue.schedule import (
    Status,
    best_status,
    closes_soon,
    closing_day,
    compact_window,
    measure_status,
    months_in_words,
    next_deadline,
    next_opening,
    occurrence,
    opening_day,
    window_in_words,
    window_status,
)

VECTORS = json.loads((Path(__file__).parent / "vectors/schedule.json").read_text(encoding="utf-8"))
WINDOW: TypeAdapter[Window] = TypeAdapter(Window)


def from_compact(data: list[Any]) -> Window:
    match data:
        case ["fixed", opens, closes]:
            return written({"kind": "fixed", "opens": opens, "closes": closes})
        case ["annual", months]:
            return written({"kind": "annual", "months": months})
        case _:
            return written({"kind": data[0]})


def written(data: dict[str, Any]) -> Window:
    """A window from what an editor writes; None stands for a key left out."""
    values = {key: value for key, value in data.items() if value is not None}
    if "months" in values:
        values["months"] = tuple(values["months"])
    return WINDOW.validate_python(values)


def measure_with(*windows: Window) -> Measure:
    """A measure of which nothing but the windows is looked at."""
    values: dict[str, Any] = {"services": (SimpleNamespace(windows=windows),)}
    return Measure.model_construct(**values)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def test_the_table_is_as_large_as_it_says() -> None:
    cases = [
        case for part in ("windows", "several") for group in VECTORS[part] for case in group["days"]
    ]
    assert len(cases) >= 80
    for part in ("windows", "several"):
        names = [group["name"] for group in VECTORS[part]]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("group", VECTORS["windows"], ids=lambda group: group["name"])
def test_a_window(group: dict[str, Any]) -> None:
    window = written(group["written"])
    assert compact_window(window) == group["compact"]
    for same in (window, from_compact(group["compact"])):
        for today, status, opens, closes, soon in group["days"]:
            day = date.fromisoformat(today)
            assert window_status(same, day) == status, today
            span = occurrence(same, day)
            found = (iso(span.opens), iso(span.closes)) if span else (None, None)
            assert found == (opens, closes), today
            assert closes_soon(same, day) is soon, today


@pytest.mark.parametrize("group", VECTORS["several"], ids=lambda group: group["name"])
def test_several_windows(group: dict[str, Any]) -> None:
    windows = [from_compact(data) for data in group["windows"]]
    measure = measure_with(*windows)
    for today, status, deadline, opening, soon in group["days"]:
        day = date.fromisoformat(today)
        assert best_status(windows, day) == status, today
        assert measure_status(measure, day) == status, today
        assert iso(next_deadline(measure, day)) == deadline, today
        assert iso(next_opening(measure, day)) == opening, today
        assert any(closes_soon(window, day) for window in windows) is soon, today


DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
ANNUAL = st.builds(
    lambda months: AnnualWindow(kind="annual", months=tuple(sorted(months))),
    st.sets(st.integers(1, 12), min_size=1, max_size=12),
)


def partial(day: date, month_only: bool) -> str:
    return day.isoformat()[:7] if month_only else day.isoformat()


@st.composite
def fixed_windows(draw: st.DrawFn) -> Window:
    opens, closes = sorted((draw(DAYS), draw(DAYS)))
    bounds = {
        "opens": partial(opens, draw(st.booleans())),
        "closes": partial(closes, draw(st.booleans())),
    }
    left = draw(st.sampled_from([("opens", "closes"), ("opens",), ("closes",)]))
    return written({"kind": "fixed"} | {key: bounds[key] for key in left})


OTHERS = st.sampled_from([from_compact([kind]) for kind in ("rolling", "announced", "unstated")])
WINDOWS = st.one_of(fixed_windows(), ANNUAL, OTHERS)


@given(ANNUAL, DAYS)
def test_an_annual_window_is_open_exactly_in_its_months(window: AnnualWindow, today: date) -> None:
    is_open = today.month in window.months
    assert window_status(window, today) is (Status.OPEN if is_open else Status.UPCOMING)


@given(ANNUAL, DAYS)
def test_the_days_of_an_annual_window_are_those_one_finds_by_counting(
    window: AnnualWindow, today: date
) -> None:
    if len(window.months) == 12:
        assert closing_day(window, today) is opening_day(window, today) is None
        return
    day = today
    while day.month not in window.months:
        day += timedelta(days=1)
    assert opening_day(window, today) == (day if day > today else None)
    while day.month in window.months:
        day += timedelta(days=1)
    assert closing_day(window, today) == day - timedelta(days=1)


@given(fixed_windows(), DAYS)
def test_a_fixed_window_is_open_from_its_first_to_its_last_day(window: Window, today: date) -> None:
    assert isinstance(window, FixedWindow)
    opens, closes = (str(bound) if bound else None for bound in (window.opens, window.closes))
    # ISO texts sort as the days do; a month is before its days, and "-99" is after them.
    is_before = opens is not None and today.isoformat() < opens
    is_after = closes is not None and today.isoformat() > (closes + "-99")[:10]
    expected = Status.UPCOMING if is_before else Status.CLOSED if is_after else Status.OPEN
    assert window_status(window, today) is expected


@given(st.lists(WINDOWS, min_size=1, max_size=4), DAYS)
def test_a_measure_keeps_its_promises(windows: list[Window], today: date) -> None:
    measure = measure_with(*windows)
    deadline, opening = next_deadline(measure, today), next_opening(measure, today)
    assert deadline is None or deadline >= today
    assert opening is None or opening > today
    if deadline is not None:
        # On its last day something can still be applied for.
        assert measure_status(measure, deadline) is Status.OPEN
    if opening is not None:
        assert measure_status(measure, opening) is Status.OPEN
    if measure_status(measure, today) is Status.UPCOMING:
        assert opening is not None
    if any(closes_soon(window, today) for window in windows):
        assert measure_status(measure, today) is Status.OPEN
        assert deadline is not None
        assert deadline - today <= timedelta(days=30)


@given(st.lists(WINDOWS, min_size=1, max_size=4), DAYS)
def test_a_better_window_never_worsens_the_measure(windows: list[Window], today: date) -> None:
    order = list(Status)
    best = best_status(windows, today)
    assert all(order.index(best) <= order.index(window_status(w, today)) for w in windows)
    assert best in {window_status(window, today) for window in windows}


@given(WINDOWS, DAYS)
def test_the_browser_is_given_the_same_window(window: Window, today: date) -> None:
    compact = compact_window(window)
    again = from_compact(json.loads(json.dumps(compact)))
    assert window_status(again, today) is window_status(window, today)
    assert occurrence(again, today) == occurrence(window, today)


@given(ANNUAL, st.integers(2001, 2098))
def test_an_annual_window_closes_on_the_last_day_of_a_month(
    window: AnnualWindow, year: int
) -> None:
    for month in range(1, 13):
        closing = closing_day(window, date(year, month, 1))
        if closing is not None:
            assert closing.day == monthrange(closing.year, closing.month)[1]


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((8,), "8 月"),
        ((3, 4), "3 月至 4 月"),
        ((1, 3), "1 月、3 月"),
        ((1, 2, 3, 9), "1 月至 3 月、9 月"),
        ((1, 12), "12 月至 1 月"),
        ((1, 2, 6, 11, 12), "6 月、11 月至 2 月"),
        (tuple(range(1, 13)), "全年"),
        ((1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12), "7 月至 5 月"),
    ],
)
def test_months_in_words(months: tuple[int, ...], words: str) -> None:
    assert months_in_words(months) == words


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (
            {"kind": "fixed", "opens": "105-01-26", "closes": "105-03-15"},
            "105 年 1 月 26 日（2016-01-26 星期二）至 105 年 3 月 15 日（2016-03-15 星期二）",
        ),
        (
            {"kind": "fixed", "opens": "105-05", "closes": "105-06", "tentative": True},
            "預訂 105 年 5 月（2016-05）至 105 年 6 月（2016-06）",
        ),
        (
            {"kind": "fixed", "opens": "105-01", "closes": "105-11", "until_full": True},
            "105 年 1 月（2016-01）至 105 年 11 月（2016-11），額滿為止",
        ),
        (
            {"kind": "fixed", "closes": "105-02-26"},
            "到 105 年 2 月 26 日（2016-02-26 星期五）截止",
        ),
        (
            {"kind": "fixed", "opens": "105-10"},
            "105 年 10 月（2016-10）開始受理，手冊沒有載明截止日",
        ),
        (
            {"kind": "fixed", "opens": "105-03-15", "closes": "105-03-15"},
            "105 年 3 月 15 日（2016-03-15 星期二）",
        ),
        ({"kind": "annual", "months": [8]}, "每年 8 月"),
        ({"kind": "annual", "months": [3, 4], "tentative": True}, "原則上每年 3 月至 4 月"),
        ({"kind": "rolling"}, "隨時可以申請"),
        ({"kind": "rolling", "tentative": True}, "原則上隨時可以申請"),
        ({"kind": "rolling", "until_spent": True}, "隨時可以申請，預算用完為止"),
        (
            {"kind": "rolling", "until_full": True, "until_spent": True},
            "隨時可以申請，額滿為止，預算用完為止",
        ),
        ({"kind": "announced"}, "期間依主辦機關公告"),
        ({"kind": "unstated"}, "手冊沒有載明申請期間，請洽聯絡窗口"),
    ],
)
def test_a_window_in_words(window: dict[str, Any], words: str) -> None:
    assert window_in_words(written(window)) == words
