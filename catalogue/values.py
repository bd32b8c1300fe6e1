"""The small types all editable data is made of; each refuses what it cannot mean.

What enters is a scalar as `reading` delivers it (text as written, or a plain integer, number or
boolean); what leaves is the same fact in one canonical form. Error messages are for editors and
therefore in Chinese.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from catalogue.addresses import (
    EMAIL_PATTERN,
    PHONE_PATTERN,
    URL_PATTERN,
    check_email,
    check_phone,
    check_web_address,
    host_shown,
)
from catalogue.dates import FIRST_YEAR, LAST_YEAR, ROC_OFFSET, PartialDate, parse_date
from catalogue.markup import ACTING_TAG, UNSAFE_SCHEME, shown
from catalogue.problems import WrongValueError

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
EXTENSION_PATTERN = r"^[0-9]{1,6}$"
DATE_PATTERN = r"^\d{2,4} ?(-|/|\.|年) ?\d{1,2}"
FIRST_ROC_YEAR, LAST_ROC_YEAR = FIRST_YEAR - ROC_OFFSET, LAST_YEAR - ROC_OFFSET

# One look at a text tells whether any of the closer ones is needed.
_SUSPECT = re.compile("[<:\t“”‘’＂＇\"']")
_WRAPPED = re.compile('[“”＂‘’＇][^“”＂‘’＇]*[“”＂‘’＇]?|[^“”＂‘’＇"]*[“”＂]')


class Value(BaseModel):
    """Base of every frozen value: unknown keys are errors, nothing is coerced."""

    # What checks a kind of value is built when the first one is checked: that takes long, and a
    # build that takes over all measures from the one before checks none.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def kinds_of(kind: type[Value]) -> Iterator[type[Value]]:
    """A kind of value, and all that are of this kind."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds_of(narrower)


def _check_text(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise WrongValueError("empty-value", "這裡是空白，請填入內容，或整行刪掉。")
    if text != stripped:
        raise WrongValueError("text-blanks", "內容前後有多餘的空白，請刪掉。", stripped)
    if _SUSPECT.search(text):
        _check_suspect(text)
    return text


def _check_suspect(text: str) -> None:
    """Refuse what is surely a slip: markup in plain text, tabs, quotes that are not YAML's."""
    if tag := ACTING_TAG.search(text) or UNSAFE_SCHEME.search(text):
        raise WrongValueError(
            "text-html", f"這個欄位是純文字，不能放程式碼，找到「{shown(tag[0])}」，請刪掉。"
        )
    if "\t" in text:
        raise WrongValueError(
            "text-tab", "內容裡有 Tab 字元，請改成空白。", re.sub(r"\t+", " ", text)
        )
    if _WRAPPED.fullmatch(text):
        right = text.strip("“”＂‘’＇")
        raise WrongValueError(
            "text-quotes",
            f"內容用全形引號 {text[0] if text[0] in '“”＂‘’＇' else text[-1]} 包起來；"
            '全形引號會印出來，請刪掉，要加引號時用半形 "。',
            right,
        )
    if text.count('"') == 1 and text.endswith('"'):
        raise WrongValueError("text-quotes", "內容結尾有半形引號，開頭卻沒有。", text[:-1].strip())


def _check_line(text: str) -> str:
    _check_text(text)
    if "\n" in text:
        raise WrongValueError("text-lines", "這個欄位只能寫一行，找到換行；請接成一行。")
    if text[0] == "「" and text[-1] == "」" and text.count("「") == 1:
        raise WrongValueError(
            "text-quotes", "內容用引號「」整個包起來，引號會印出來，請刪掉。", text[1:-1].strip()
        )
    return text


def _number_as_text(value: object) -> object:
    # YAML reads unquoted digits as a number; `reading` keeps those with a leading zero a text.
    return str(value) if type(value) in (int, float) else value


def _extension_as_text(value: object) -> object:
    value = _number_as_text(value)
    if isinstance(value, str) and not re.fullmatch(EXTENSION_PATTERN, value, re.ASCII):
        digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", value[:40]))
        several = re.search(r"\d\s*[,、/~～至或:-]\s*\d", value[:40])
        right = digits if re.fullmatch(EXTENSION_PATTERN, digits) and not several else None
        hint = "一支分機一位聯絡人；有好幾支時，每支各寫一項 people。" if several else ""
        raise WrongValueError(
            "ext-form", f"分機「{shown(value)}」不對：只能有 1 到 6 個半形數字。{hint}", right
        )
    return value


def _check_id(value: str) -> str:
    if re.fullmatch(ID_PATTERN, value):
        return value
    stem = unicodedata.normalize("NFKC", value[:80]).lower().removesuffix(".md")
    words = re.sub(r"[^a-z0-9]+", "-", stem)
    raise WrongValueError(
        "id-form",
        f"代碼「{shown(value)}」不對：只能用小寫英文、數字和減號，例如 green-growth。",
        words.strip("-") or None,
    )


def _check_roc_year(year: int) -> int:
    if FIRST_ROC_YEAR <= year <= LAST_ROC_YEAR:
        return year
    meant = f"，是不是 {year - ROC_OFFSET}？" if FIRST_YEAR <= year <= LAST_YEAR else "。"
    expected = f"這裡寫民國年，{FIRST_ROC_YEAR} 到 {LAST_ROC_YEAR}。"
    raise WrongValueError("date-year", f"年度「{year}」超出範圍{meant}{expected}")


def _check_door_number(number: str) -> str:
    if re.fullmatch(r"[1-9]\d{0,3}(-[1-9]\d{0,2})?", number, re.ASCII):
        return number
    narrow = unicodedata.normalize("NFKC", number[:20])
    found = re.fullmatch(r"\s*(\d{1,4})(?:\s*(?:-|之)\s*(\d{1,3}))?\s*號?\s*", narrow, re.ASCII)
    right = "-".join(part for part in found.groups() if part) if found else None
    raise WrongValueError(
        "value-wrong", f"門牌「{shown(number)}」不對：只寫號碼，例如 41 或 41-3。", right
    )


def _whole_if_possible(number: float) -> float:
    # JSON readers expect 50, not 50.0.
    return int(number) if number.is_integer() else number


def _read_date(value: object) -> PartialDate:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return parse_date(str(value))
    raise WrongValueError("date-form", "這裡要寫日期，例如 105-02-15 或 2016-02-15。")


def _need_day(moment: PartialDate) -> PartialDate:
    if moment.day is None:
        raise WrongValueError("date-no-day", "這裡要寫到哪一天，只有年和月不夠；例如 105-02-15。")
    return moment


# Limits stand before the checks, where the library looks at them without calling Python.
_NOT_EMPTY = {"minLength": 1}
Text = Annotated[
    str, Field(max_length=5000, json_schema_extra=_NOT_EMPTY), AfterValidator(_check_text)
]
"""Prose, one or several lines, not blank."""
Line = Annotated[
    str, Field(max_length=300, json_schema_extra=_NOT_EMPTY), AfterValidator(_check_line)
]
"""Prose on a single line."""
Id = Annotated[
    str,
    AfterValidator(_check_id),
    Field(max_length=60),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN, "maxLength": 60}),
]
"""A part of a web address: lower-case ASCII words joined by hyphens."""
WebAddress = Annotated[
    str,
    AfterValidator(check_web_address),
    WithJsonSchema({"type": "string", "pattern": URL_PATTERN}),
]
Email = Annotated[
    str, AfterValidator(check_email), WithJsonSchema({"type": "string", "pattern": EMAIL_PATTERN})
]
Phone = Annotated[
    str,
    BeforeValidator(_number_as_text),
    AfterValidator(check_phone),
    WithJsonSchema({"type": "string", "pattern": PHONE_PATTERN}),
]
"""A Taiwanese number, area code in parentheses, without extension."""
Extension = Annotated[
    str,
    BeforeValidator(_extension_as_text),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": EXTENSION_PATTERN,
            "minimum": 0,
            "maximum": 999999,
        }
    ),
]
Number = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_whole_if_possible)]
DateOrMonth = Annotated[
    PartialDate,
    PlainValidator(_read_date),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": DATE_PATTERN}),
]
"""A day or a month, ISO or ROC."""
Day = Annotated[DateOrMonth, AfterValidator(_need_day)]
RocYear = Annotated[
    int,
    AfterValidator(_check_roc_year),
    WithJsonSchema({"type": "integer", "minimum": FIRST_ROC_YEAR, "maximum": LAST_ROC_YEAR}),
]
DoorNumber = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_check_door_number)]
"""The number of a house: `41`, `41-3` (四十一之三)."""


class Person(Value, title="聯絡人"):
    """Someone, or a desk, that answers the phone."""

    name: Annotated[Line, Field(title="姓名或窗口")]
    phone: Annotated[Phone, Field(title="電話", description="(02)2754-1255")]
    ext: Annotated[Extension | None, Field(title="分機", description="只寫數字")] = None
    note: Annotated[Line | None, Field(title="說明")] = None


class Link(Value, title="相關網站"):
    name: Annotated[Line, Field(title="網站名稱")]
    url: Annotated[WebAddress, Field(title="網址")]

    @field_validator("url")
    @classmethod
    def _is_what_is_named(cls, url: str, info: ValidationInfo) -> str:
        if shown := host_shown(info.data.get("name", ""), url):
            raise WrongValueError(
                "link-elsewhere",
                f"網址「{url}」和網站名稱裡的「{shown}」不是同一個網站，請確認。",
            )
        return url
