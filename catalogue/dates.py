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
from functools import cache, lru_cache
from typing import Literal

from catalogue.numerals import number_in_words

ROC_OFFSET = 1911
FIRST_YEAR, LAST_YEAR = 2001, 2099
"""Gregorian years a measure can name; outside them a typing error is far likelier."""

_MAX_LENGTH = 40
"""Longer texts are not looked into: they are no dates."""
_EXPECTED = "請寫成 105-02-15 或 2016-02-15；只知道月份時寫 105-02，其他的寫在 note。"

_NO_DATES = (
    (r"額滿|名額", "額滿就截止的，刪掉這一行，改寫 until_full: true。"),
    (r"用完|用罄|預算", "預算用完就截止的，刪掉這一行，改寫 until_spent: true。"),
    (r"公告|公布", "等公告的，刪掉日期，改寫 kind: announced。"),
    (r"隨時|隨到|全年|常年|長期", "隨時可以申請的，刪掉日期，改寫 kind: rolling。"),
    (r"即日|現在|今日", "沒有寫日期的，把這一行刪掉，說明寫在 note。"),
    (r"未定|待定|未載明|不詳", "還不知道日期的，把這一行刪掉，說明寫在 note。"),
)
"""What people write for a date where there is none, and how to say it."""

_FAR_YEAR = 2050
"""No year from here on is suggested: 89 may be anything, but not 2089."""

Precision = Literal["day", "month"]

_FORM = re.compile(
    r"(?P<year>\d{1,6}) ?(?:-|/|\.|年) ?(?P<month>\d{1,2})(?: ?月)?"
    r"(?:(?: ?(?:-|/|\.) ?|(?<=月) ?)(?P<day>\d{1,2}) ?日?)?",
    re.ASCII,
)
_WEEKDAYS = "一二三四五六日"


class DateError(ValueError):
    """A text that is no date; the message says, in Chinese, what was found and expected.

    `code` is a kind of `faults`; `right` the date that was meant, where that is certain.
    """

    def __init__(self, code: str, message: str, right: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.right = right


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


@lru_cache(maxsize=4096)  # the same days are in many measures, and each is asked for twice
def parse_date(text: str) -> PartialDate:
    """Read one date in any form of the module docstring; raise DateError, in Chinese."""
    match = _FORM.fullmatch(text)
    moment = _moment(match) if match else None
    if moment is None:
        raise _unreadable(text) if match is None else _impossible(text, match)
    return moment


def _moment(match: re.Match[str]) -> PartialDate | None:
    """The date of a right form; None where there is no such day."""
    year = _gregorian(match["year"])
    month = int(match["month"])
    day = None if match["day"] is None else int(match["day"])
    if not _has_year(match) or not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= last_day(year, month):
        return None
    return PartialDate(year=year, month=month, day=day)


def _gregorian(digits: str) -> int:
    return int(digits) + (ROC_OFFSET if len(digits) <= 3 else 0)


def _has_year(match: re.Match[str]) -> bool:
    return len(match["year"]) in (2, 3, 4) and FIRST_YEAR <= _gregorian(match["year"]) <= LAST_YEAR


def _impossible(text: str, match: re.Match[str]) -> DateError:
    """Why a text of a right form is no date."""
    digits, month = match["year"], int(match["month"])
    year = _gregorian(digits)
    if not _has_year(match):
        if len(digits) <= 2 and match["day"] is None:
            return _unreadable(text)  # a day without a year: 3/15
        low, high = FIRST_YEAR - ROC_OFFSET, LAST_YEAR - ROC_OFFSET
        return DateError(
            "date-year",
            f"日期「{text}」的年份 {digits} 超出範圍{_right_year(digits)}"
            f"民國請寫 {low} 到 {high}，西元請寫 {FIRST_YEAR} 到 {LAST_YEAR}。",
        )
    day = int(match["day"] or 1)
    if not 1 <= month <= 12:
        swapped = match["day"] and 1 <= day <= 12 and 1 <= month <= last_day(year, day)
        asked = f"是不是月和日寫反了（{digits}-{day:02}-{month:02}）？" if swapped else ""
        return DateError(
            "date-impossible",
            f"日期「{text}」不存在：月份只有 1 到 12，找到 {month} 月。{asked}",
        )
    last = last_day(year, month)
    asked = f"若是月底，請寫 {digits}-{month:02}-{last}。" if day else ""
    in_words = f"{'民國' if len(digits) <= 3 else '西元'} {digits} 年"
    return DateError(
        "date-impossible",
        f"日期「{text}」不存在：{in_words} {month} 月只有 1 到 {last} 日，找到 {day} 日。{asked}",
    )


def _right_year(digits: str) -> str:
    plain = digits.lstrip("0")
    for year in (plain, plain.removeprefix("1"), f"20{plain}"):
        offset = ROC_OFFSET if len(year) == 3 else 0
        if len(year) in (3, 4) and FIRST_YEAR <= int(year) + offset < _FAR_YEAR:
            return f"，是不是 {year}？"
    return "。"


def _unreadable(text: str) -> DateError:
    """The error for a text of another form, with the date that was probably meant."""
    if len(text) > _MAX_LENGTH:
        return DateError("date-form", f"看不懂日期「{text[:_MAX_LENGTH]}…」。{_EXPECTED}")
    if len(re.findall(r"\d+\s*[-/.年]\s*\d+", text)) > 1 and re.search(r"[~～至到]", text):
        return DateError(
            "date-form",
            f"「{text}」像是兩個日期，這裡只能寫一個；開始寫在 opens，截止寫在 closes。",
        )
    narrow = unicodedata.normalize("NFKC", text).strip()
    right = _meant(narrow)
    if right and narrow != text and _FORM.fullmatch(narrow):
        return DateError("date-form", f"日期「{text}」有全形字或多餘的空白，要用半形。", right)
    if right:
        return DateError("date-form", f"日期「{text}」的寫法不對，只能有年、月、日。", right)
    for pattern, hint in _NO_DATES:
        if re.search(pattern, narrow):
            return DateError("date-form", f"看不懂日期「{text}」；{hint}")
    missing = "：少了年份" if re.fullmatch(r"\d{1,2}[-/.月]\d{1,2}日?", narrow) else ""
    return DateError("date-form", f"看不懂日期「{text}」{missing}。{_EXPECTED}")


def _meant(narrow: str) -> str | None:
    """The date in a half-width text of a form that is not read, written `105-02-15`."""
    text = re.sub(r"^((中華)?民國|西元|公元)\s*", "", narrow.strip("\"'“”‘’「」:"))
    text = re.sub(r"(T| +)?(上午|下午)?\d{1,2}:\d{2}(:\d{2})?(Z|[+-]\d\d:?\d\d)?$", "", text)
    text = re.sub(r"\s*\(?(星期|週|周|禮拜)?[一二三四五六日天]\)$|\s*(星期|週|周).$", "", text)
    text = re.sub(r"[\s。,;、起止前]+$", "", text)
    text = re.sub(r"[零〇一二三四五六七八九十百]+(?=\s*[年月日])", _in_digits, text)
    text = re.sub(r"\s*(--?|–|—|−|_|/|\.|,|年|月)\s*", lambda found: _separator(found[1]), text)
    if compact := re.fullmatch(r"(\d{3}|20\d\d)(\d\d)(\d\d)", text):
        text = "-".join(compact.groups())
    elif last := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{3,4})", text):
        first, second = int(last[1]), int(last[2])
        if first <= 12 and second <= 12 and first != second:
            return None  # a day and a month that nothing tells apart
        month, day = (first, second) if second > 12 else (second, first)
        text = f"{last[3]}-{month}-{day}"
    match = _FORM.fullmatch(text)
    moment = _moment(match) if match else None
    if match is None or moment is None:
        return None
    day_part = "" if moment.day is None else f"-{moment.day:02}"
    return f"{match['year']}-{moment.month:02}{day_part}"


def _in_digits(found: re.Match[str]) -> str:
    number = number_in_words(found[0])
    return found[0] if number is None else str(int(number))


def _separator(found: str) -> str:
    return found if found in "年月" else "-"


def roc_date(day: date) -> str:
    """`105 年 3 月 15 日`."""
    return f"{day.year - ROC_OFFSET} 年 {day.month} 月 {day.day} 日"


def weekday(day: date) -> str:
    """`星期二`."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


@cache  # a catalogue names few days, and each of them many times
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
