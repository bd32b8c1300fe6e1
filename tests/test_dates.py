"""Dates as editors write them, in both calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.dates import DateError, PartialDate, both_calendars, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2016-02-15", "105-02-15", "105/2/15", "105.2.15", "105.02.15", "105年2月15日",
        "105 年 2 月 15 日", "2016/2/15",
    ],
)  # fmt: skip
def test_a_day_in_any_form(text: str) -> None:
    assert parse_date(text) == PartialDate(year=2016, month=2, day=15)


@pytest.mark.parametrize("text", ["2016-04", "105-04", "105/4", "105年4月", "105 年 4 月"])
def test_a_month_stands_for_all_its_days(text: str) -> None:
    month = parse_date(text)
    assert (month.precision, month.first, month.last, str(month)) == (
        "month", date(2016, 4, 1), date(2016, 4, 30), "2016-04",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("105-02-30", "日期「105-02-30」不存在：2016 年 2 月只有 29 天，找到 30 日"),
        ("106/2/29", "日期「106/2/29」不存在：2017 年 2 月只有 28 天，找到 29 日"),
        ("105-13-01", "日期「105-13-01」的月份是 13，月份只有 1 到 12"),
        (
            "12-01-01",
            "日期「12-01-01」的年份 12 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "1016-01-01",
            "日期「1016-01-01」的年份 1016 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "１０５-02-15",
            "日期「１０５-02-15」有全形字或空白，請改成半形：105-02-15",
        ),
        (
            "三月十五日",
            "看不懂日期「三月十五日」。請寫成 105-02-15 或 2016-02-15；"
            "只知道月份時寫 105-02 或 2016-02",
        ),
    ],
)
def test_what_is_no_date_is_explained(text: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert str(caught.value) == message


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 12, 31)))
def test_both_calendars_name_the_same_day(day: date) -> None:
    iso = day.isoformat()
    roc = f"{day.year - 1911}-{day.month}-{day.day}"
    assert parse_date(iso).first == parse_date(roc).first == day


@given(st.text(max_size=20))
def test_any_other_text_is_refused_not_crashed_on(text: str) -> None:
    try:
        parsed = parse_date(text)
    except DateError:
        return
    assert parsed.first <= parsed.last


def test_a_reader_sees_both_calendars_and_the_weekday() -> None:
    assert both_calendars(date(2016, 3, 15)) == "105 年 3 月 15 日（2016-03-15 星期二）"
