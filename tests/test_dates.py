"""Dates as editors copy them from announcements, and the words that readers see."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.dates import (
    DateError,
    PartialDate,
    both_calendars,
    last_day,
    parse_date,
    partial_in_words,
    roc_date,
    roc_month,
    weekday,
)

DAY = PartialDate(year=2016, month=2, day=5)
MONTH = PartialDate(year=2016, month=2)
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2016-02-05",
        "2016-2-5",
        "2016/02/05",
        "2016/2/5",
        "2016.2.5",
        "2016年2月5日",
        "105-02-05",
        "105-2-5",
        "105/2/5",
        "105/02/05",
        "105.2.5",
        "105.02.05",
        "105年2月5日",
        "105年02月05日",
        "105 年 2 月 5 日",
        "105年2月5",
    ],
)
def test_a_day_in_either_calendar(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2016-02",
        "2016-2",
        "2016/2",
        "2016年2月",
        "105-02",
        "105/2",
        "105.2",
        "105年2月",
        "105 年 2 月",
    ],
)
def test_a_month_in_either_calendar(text: str) -> None:
    assert parse_date(text) == MONTH


@pytest.mark.parametrize(
    ("text", "year"),
    [("90-01-01", 2001), ("99-12-31", 2010), ("100-01-01", 2011), ("188-12-31", 2099)],
)
def test_years_of_the_republic(text: str, year: int) -> None:
    assert parse_date(text).year == year


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "明年三月",
            "看不懂日期「明年三月」。"
            "請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02 或 2016-02",
        ),
        ("", "看不懂日期「」。請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02 或 2016-02"),
        (
            "105-02-15 起",
            "看不懂日期「105-02-15 起」。"
            "請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02 或 2016-02",
        ),
        (
            "2016",
            "看不懂日期「2016」。請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02 或 2016-02",
        ),
        ("１０５-02-15", "日期「１０５-02-15」有全形字或空白，請改成半形：105-02-15"),
        (" 105-02-15", "日期「 105-02-15」有全形字或空白，請改成半形：105-02-15"),
        ("105-13-01", "日期「105-13-01」的月份是 13，月份只有 1 到 12"),
        ("105-00", "日期「105-00」的月份是 0，月份只有 1 到 12"),
        (
            "105-02-30",
            "日期「105-02-30」不存在：2016 年 2 月只有 29 天，找到 30 日",
        ),
        (
            "106-02-29",
            "日期「106-02-29」不存在：2017 年 2 月只有 28 天，找到 29 日",
        ),
        ("105-04-00", "日期「105-04-00」不存在：2016 年 4 月只有 30 天，找到 0 日"),
        (
            "89-12-31",
            "日期「89-12-31」的年份 89 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "2000-12-31",
            "日期「2000-12-31」的年份 2000 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "189-01",
            "日期「189-01」的年份 189 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "20160-02-15",
            "日期「20160-02-15」的年份 20160 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
        (
            "0105-02-15",
            "日期「0105-02-15」的年份 0105 超出範圍。民國請寫 90 到 188，西元請寫 2001 到 2099",
        ),
    ],
)
def test_what_is_no_date_says_why(text: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert str(caught.value) == message


@given(DAYS)
def test_every_day_is_read_in_both_calendars(day: date) -> None:
    expected = PartialDate(year=day.year, month=day.month, day=day.day)
    for year in (day.year, day.year - 1911):
        for form in ("{}-{:02}-{:02}", "{}/{}/{}", "{}.{}.{}", "{}年{}月{}日", "{} 年 {} 月 {} 日"):
            assert parse_date(form.format(year, day.month, day.day)) == expected
    assert parse_date(str(expected)) == expected
    assert expected.first == expected.last == day
    assert expected.precision == "day"


@given(DAYS)
def test_a_month_stands_for_all_its_days(day: date) -> None:
    month = parse_date(f"{day.year}-{day.month:02}")
    assert (month.precision, str(month)) == ("month", day.isoformat()[:7])
    assert month.first == day.replace(day=1)
    assert month.last == day.replace(day=monthrange(day.year, day.month)[1])
    assert month.last.day == last_day(day.year, day.month)
    assert parse_date(str(month)) == month


@given(st.text(alphabet="0125689-/.年月日 \u3000０１五", max_size=14))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        moment = parse_date(text)
    except DateError:
        return
    assert date(2001, 1, 1) <= moment.first <= moment.last <= date(2099, 12, 31)


@given(DAYS)
def test_what_readers_are_shown_can_be_written_back(day: date) -> None:
    moment = PartialDate(year=day.year, month=day.month, day=day.day)
    assert parse_date(roc_date(day)) == moment
    assert both_calendars(day) == f"{roc_date(day)}（{day.isoformat()} {weekday(day)}）"


def test_words() -> None:
    assert roc_date(date(2016, 3, 15)) == "105 年 3 月 15 日"
    assert roc_month(2016, 3) == "105 年 3 月"
    assert both_calendars(date(2016, 3, 15)) == "105 年 3 月 15 日（2016-03-15 星期二）"
    assert partial_in_words(MONTH) == "105 年 2 月（2016-02）"
    assert partial_in_words(DAY) == "105 年 2 月 5 日（2016-02-05 星期五）"


@pytest.mark.parametrize(
    ("day", "name"),
    [(13, "日"), (14, "一"), (15, "二"), (16, "三"), (17, "四"), (18, "五"), (19, "六")],
)
def test_weekdays(day: int, name: str) -> None:
    assert weekday(date(2016, 3, day)) == f"星期{name}"
