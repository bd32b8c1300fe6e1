"""Dates as editors write them, in; civil dates, and words for them, out.

Editors copy dates from announcements, so both calendars are read: Gregorian (`2016-02-15`) and
the ROC calendar (`105-02-15`, `105/2/15`, `105.2.15`, `105年2月15日`; ROC year + 1911 =
Gregorian year). Without a day a date has month precision and stands for the whole month.
Everything is a civil date in Asia/Taipei; nothing here reads a clock.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

ROC_OFFSET = 1911
FIRST_YEAR, LAST_YEAR = 2001, 2099
"""Gregorian years a measure can name; outside them a typing error is far likelier."""

Precision = Literal["day", "month"]

_FORM = re.compile(
    r"(?P<year>\d+) ?(?:-|/|\.|年) ?(?P<month>\d{1,2})(?: ?月)?"
    r"(?:(?: ?(?:-|/|\.) ?|(?<=月) ?)(?P<day>\d{1,2}) ?日?)?",
    re.ASCII,
)
_WEEKDAYS = "一二三四五六日"


class DateError(ValueError):
    """A text that is no date; the message says, in Chinese, what was found and expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartialDate:
    """A civil date, or a whole month where `day` is None."""

    year: int
    month: int
    day: int | None = None

    @property
    def precision(self) -> Precision:
        return "month" if self.day is None else "day"

    @property
    def first(self) -> date:
        """The first day it stands for."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it stands for."""
        return date(self.year, self.month, self.day or last_day(self.year, self.month))

    def __str__(self) -> str:
        """ISO 8601, reduced precision for a month: `2016-02-15`, `2016-02`."""
        month = f"{self.year:04}-{self.month:02}"
        return month if self.day is None else f"{month}-{self.day:02}"


def last_day(year: int, month: int) -> int:
    """Number of days in a month."""
    return monthrange(year, month)[1]


def parse_date(text: str) -> PartialDate:
    """Read one date in any form of the module docstring; raise DateError, in Chinese."""
    expected = "請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02 或 2016-02"
    match = _FORM.fullmatch(text)
    if match is None:
        narrow = unicodedata.normalize("NFKC", text).strip()
        if narrow != text and _FORM.fullmatch(narrow):
            raise DateError(f"日期「{text}」有全形字或空白，請改成半形：{narrow}")
        raise DateError(f"看不懂日期「{text}」。{expected}")
    digits, month = match["year"], int(match["month"])
    year = int(digits) + (ROC_OFFSET if len(digits) <= 3 else 0)
    if len(digits) not in (2, 3, 4) or not FIRST_YEAR <= year <= LAST_YEAR:
        low, high = FIRST_YEAR - ROC_OFFSET, LAST_YEAR - ROC_OFFSET
        raise DateError(
            f"日期「{text}」的年份 {digits} 超出範圍。"
            f"民國請寫 {low} 到 {high}，西元請寫 {FIRST_YEAR} 到 {LAST_YEAR}"
        )
    if not 1 <= month <= 12:
        raise DateError(f"日期「{text}」的月份是 {month}，月份只有 1 到 12")
    if match["day"] is None:
        return PartialDate(year=year, month=month)
    day = int(match["day"])
    if not 1 <= day <= last_day(year, month):
        raise DateError(
            f"日期「{text}」不存在：{year} 年 {month} 月只有 {last_day(year, month)} 天，"
            f"找到 {day} 日"
        )
    return PartialDate(year=year, month=month, day=day)


def roc_date(day: date) -> str:
    """`105 年 3 月 15 日`."""
    return f"{day.year - ROC_OFFSET} 年 {day.month} 月 {day.day} 日"


def weekday(day: date) -> str:
    """`星期二`."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def both_calendars(day: date) -> str:
    """The ROC date beside the Gregorian: `105 年 3 月 15 日（2016-03-15 星期二）`."""
    return f"{roc_date(day)}（{day.isoformat()} {weekday(day)}）"


def roc_month(year: int, month: int) -> str:
    """A Gregorian year and month as readers say it: `105 年 3 月`."""
    return f"{year - ROC_OFFSET} 年 {month} 月"


def partial_in_words(moment: PartialDate) -> str:
    """A date or a month in both calendars: `105 年 5 月（2016-05）`."""
    if moment.day is None:
        return f"{roc_month(moment.year, moment.month)}（{moment}）"
    return both_calendars(moment.first)
