"""The time rules of design.md section 4, case by case; the browser is held to the same table."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from catalogue.model import Window
from catalogue.schedule import (
    best_status,
    closes_soon,
    closing_day,
    compact_window,
    months_in_words,
    opening_day,
    window_in_words,
)

CASES = json.loads((Path(__file__).parent / "vectors" / "schedule.json").read_text("utf-8"))
WINDOW: TypeAdapter[Window] = TypeAdapter(Window)


def window(compact: list[Any]) -> Window:
    kind, *rest = compact
    data: dict[str, Any] = {"kind": kind}
    if kind == "fixed":
        bounds = zip(("opens", "closes"), rest, strict=True)
        data |= {name: value for name, value in bounds if value}
    if kind == "annual":
        data["months"] = tuple(rest[0])
    return WINDOW.validate_python(data)


def written(**data: Any) -> Window:
    return WINDOW.validate_python(data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_table(case: dict[str, Any]) -> None:
    windows = [window(compact) for compact in case["windows"]]
    today = date.fromisoformat(case["today"])

    openings = [day for w in windows if (day := opening_day(w, today))]
    closings = [day for w in windows if (day := closing_day(w, today))]

    assert best_status(windows, today) == case["status"]
    assert str(min(openings, default=None)) == str(case["next_opening"])
    assert str(min(closings, default=None)) == str(case["next_deadline"])
    assert any(closes_soon(w, today) for w in windows) is case["soon"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_compact_form_says_it_all(case: dict[str, Any]) -> None:
    assert [compact_window(window(compact)) for compact in case["windows"]] == case["windows"]


def test_a_month_is_spelled_out_for_the_browser() -> None:
    month = written(kind="fixed", opens="105-02", closes="105/4")
    assert compact_window(month) == ["fixed", "2016-02-01", "2016-04-30"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"kind": "fixed", "opens": "105-01-26", "closes": "105-03-15"},
            "105 年 1 月 26 日（2016-01-26 星期二）至 105 年 3 月 15 日（2016-03-15 星期二）",
        ),
        (
            {"kind": "fixed", "opens": "105-05", "closes": "105-06", "tentative": True},
            "預訂 105 年 5 月（2016-05）至 105 年 6 月（2016-06）",
        ),
        ({"kind": "fixed", "closes": "105-06-30"}, "到 105 年 6 月 30 日（2016-06-30 星期四）截止"),
        (
            {"kind": "fixed", "opens": "105-04-01"},
            "105 年 4 月 1 日（2016-04-01 星期五）開始受理，手冊沒有載明截止日",
        ),
        ({"kind": "rolling", "until_spent": True}, "隨時可以申請，預算用完為止"),
        (
            {"kind": "fixed", "opens": "105-01", "closes": "105-11", "until_full": True},
            "105 年 1 月（2016-01）至 105 年 11 月（2016-11），額滿為止",
        ),
        ({"kind": "annual", "months": (8,)}, "每年 8 月"),
        ({"kind": "annual", "months": (3, 4), "tentative": True}, "原則上每年 3 月至 4 月"),
        ({"kind": "announced"}, "期間依主辦機關公告"),
        ({"kind": "unstated"}, "手冊沒有載明申請期間，請洽聯絡窗口"),
    ],
)
def test_how_it_opens_and_closes_in_words(data: dict[str, Any], words: str) -> None:
    assert window_in_words(written(**data)) == words


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((8,), "8 月"),
        ((3, 4), "3 月至 4 月"),
        ((1, 12), "12 月至 1 月"),
        ((1, 3, 4, 9), "1 月、3 月至 4 月、9 月"),
        (tuple(range(1, 13)), "全年"),
    ],
)
def test_months_in_words(months: tuple[int, ...], words: str) -> None:
    assert months_in_words(months) == words
