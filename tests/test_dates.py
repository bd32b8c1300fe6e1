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


EXPECTED = "請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02，其他的寫在 note。"
YEARS = "民國請寫 90 到 188，西元請寫 2001 到 2099。"


@pytest.mark.parametrize(
    ("text", "code", "message", "right"),
    [
        ("明年三月", "date-form", f"看不懂日期「明年三月」。{EXPECTED}", None),
        ("", "date-form", f"看不懂日期「」。{EXPECTED}", None),
        ("2016", "date-form", f"看不懂日期「2016」。{EXPECTED}", None),
        ("3/15", "date-form", f"看不懂日期「3/15」：少了年份。{EXPECTED}", None),
        ("05/03/2016", "date-form", f"看不懂日期「05/03/2016」。{EXPECTED}", None),
        ("9" * 50, "date-form", f"看不懂日期「{'9' * 40}…」。{EXPECTED}", None),
        (
            "105-02-15~105-03-15",
            "date-form",
            "「105-02-15~105-03-15」像是兩個日期，這裡只能寫一個；"
            "開始寫在 opens，截止寫在 closes。",
            None,
        ),
        (
            "１０５-02-15",
            "date-form",
            "日期「１０５-02-15」有全形字或多餘的空白，要用半形。",
            "105-02-15",
        ),
        (
            " 105-02-15",
            "date-form",
            "日期「 105-02-15」有全形字或多餘的空白，要用半形。",
            "105-02-15",
        ),
        (
            "105-13-01",
            "date-impossible",
            "日期「105-13-01」不存在：月份只有 1 到 12，找到 13 月。"
            "是不是月和日寫反了（105-01-13）？",
            None,
        ),
        ("105-00", "date-impossible", "日期「105-00」不存在：月份只有 1 到 12，找到 0 月。", None),
        (
            "105-02-30",
            "date-impossible",
            "日期「105-02-30」不存在：民國 105 年 2 月只有 1 到 29 日，找到 30 日。"
            "若是月底，請寫 105-02-29。",
            None,
        ),
        (
            "2017-02-29",
            "date-impossible",
            "日期「2017-02-29」不存在：西元 2017 年 2 月只有 1 到 28 日，找到 29 日。"
            "若是月底，請寫 2017-02-28。",
            None,
        ),
        (
            "105-04-00",
            "date-impossible",
            "日期「105-04-00」不存在：民國 105 年 4 月只有 1 到 30 日，找到 0 日。",
            None,
        ),
        ("89-12-31", "date-year", f"日期「89-12-31」的年份 89 超出範圍。{YEARS}", None),
        ("2000-12-31", "date-year", f"日期「2000-12-31」的年份 2000 超出範圍。{YEARS}", None),
        ("189-01", "date-year", f"日期「189-01」的年份 189 超出範圍。{YEARS}", None),
        ("20160-02-15", "date-year", f"日期「20160-02-15」的年份 20160 超出範圍。{YEARS}", None),
        (
            "0105-02-15",
            "date-year",
            f"日期「0105-02-15」的年份 0105 超出範圍，是不是 105？{YEARS}",
            None,
        ),
        (
            "16-02-15",
            "date-year",
            f"日期「16-02-15」的年份 16 超出範圍，是不是 2016？{YEARS}",
            None,
        ),
    ],
)
def test_what_is_no_date_says_why(text: str, code: str, message: str, right: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert (caught.value.code, str(caught.value), caught.value.right) == (code, message, right)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("105-02-15 起", "105-02-15"),
        ("105年2月15日止", "105-02-15"),
        ("民國105年2月15日", "105-02-15"),
        ("中華民國 105 年 2 月 15 日（星期一）", "105-02-15"),
        ("105/2/15(一)", "105-02-15"),
        ("1050215", "105-02-15"),
        ("20160215", "2016-02-15"),
        ("2016-02-15T17:00:00", "2016-02-15"),
        ("2016-02-15 17:00", "2016-02-15"),
        ("15/2/2016", "2016-02-15"),
        ("02/15/2016", "2016-02-15"),
        ("105,2,15", "105-02-15"),
        ("105--02-15", "105-02-15"),
        ("“105-02-15”", "105-02-15"),
        ("105-02-15：", "105-02-15"),
        ("民國105年2月", "105-02"),
    ],
)
def test_a_date_in_another_form_is_shown_as_it_should_be_written(text: str, right: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert caught.value.right == right


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
