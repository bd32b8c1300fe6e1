"""The small types all editable data is made of; each refuses what it cannot mean.

What enters is a scalar as `reading` delivers it (text as written, or a plain integer, number or
boolean); what leaves is the same fact in one canonical form. Error messages are for editors and
therefore in Chinese.
"""

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from catalogue.dates import PartialDate, parse_date

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
URL_PATTERN = r"^https?://[^\s<>\x22'`{}|\\^]+$"
MAX_URL = 2000
"""What every browser and calendar takes."""
PHONE_PATTERN = r"^(\(0\d{1,3}\)\d{2,4}-?\d{3,4}|0800-?\d{3}-?\d{3}|09\d{2}-\d{3}-\d{3})$"
EMAIL_PATTERN = r"^[A-Za-z0-9._%+-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
DATE_PATTERN = r"^\d{2,4} ?(-|/|\.|年) ?\d{1,2}"


class Value(BaseModel):
    """Base of every frozen value: unknown keys are errors, nothing is coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _check_text(text: str) -> str:
    if not text.strip():
        raise ValueError("這裡是空白，請填入內容，或整行刪掉")
    if text != text.strip():
        raise ValueError("前後有多餘的空白，請刪掉")
    return text


def _check_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("這個欄位只能寫一行，找到換行")
    return text


def _whole_number_as_text(value: object) -> object:
    # YAML reads an unquoted extension as a number; `reading` keeps one with a leading zero a text.
    return str(value) if type(value) is int else value


def _check_url(url: str) -> str:
    expected = "請寫完整網址，例如 https://www.example.gov.tw/"
    if len(url) > MAX_URL:
        raise ValueError(f"網址有 {len(url)} 個字，超過上限 {MAX_URL}。{expected}")
    if not re.fullmatch(URL_PATTERN, url):
        hint = f"，是不是要寫 http://{url}" if re.match(r"www\.", url) else ""
        raise ValueError(f"「{url}」不是可用的網址{hint}。只接受 http:// 或 https://；{expected}")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise ValueError(f"「{url}」的主機或連接埠寫錯了。{expected}") from None
    if "@" in parts.netloc:
        raise ValueError(f"「{url}」含有帳號或密碼（@ 前面的部分），不能公開。{expected}")
    if not host.isascii():
        raise ValueError(f"「{url}」的網域有非英數字元，可能是冒充的網址。{expected}")
    if not _is_host(host):
        raise ValueError(f"「{url}」的網域「{host}」不完整。{expected}")
    return url


def _is_host(host: str) -> bool:
    """Whether `host` is an IP address or a dotted name (RFC 1123)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
        return re.fullmatch(rf"({label}\.)+{label}", host) is not None
    return True


def _check_phone(phone: str) -> str:
    if not re.fullmatch(PHONE_PATTERN, phone, re.ASCII):
        raise ValueError(
            f"電話「{phone}」的寫法不對。市話請寫 (02)2754-1255，免付費電話寫 0800-777888，"
            "分機另寫在 ext"
        )
    return phone


def _whole_if_possible(number: float) -> float:
    # JSON readers expect 50, not 50.0.
    return int(number) if number.is_integer() else number


def _read_date(value: object) -> PartialDate:
    if isinstance(value, str):
        return parse_date(value)
    if type(value) is int:
        return parse_date(str(value))
    raise ValueError("日期請寫成 105-02-15 或 2016-02-15")


def _need_day(moment: PartialDate) -> PartialDate:
    if moment.day is None:
        raise ValueError(f"這裡要寫到哪一天，找到的「{moment}」只有月份；例如 105-02-15")
    return moment


Text = Annotated[str, AfterValidator(_check_text), Field(min_length=1, max_length=5000)]
"""Prose, one or several lines, not blank."""
Line = Annotated[Text, AfterValidator(_check_line), Field(max_length=300)]
"""Prose on a single line."""
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
"""A part of a web address: lower-case ASCII words joined by hyphens."""
WebAddress = Annotated[
    str, AfterValidator(_check_url), WithJsonSchema({"type": "string", "pattern": URL_PATTERN})
]
Email = Annotated[str, Field(pattern=EMAIL_PATTERN)]
Phone = Annotated[
    str, AfterValidator(_check_phone), WithJsonSchema({"type": "string", "pattern": PHONE_PATTERN})
]
"""A Taiwanese number, area code in parentheses, without extension."""
Extension = Annotated[
    str,
    BeforeValidator(_whole_number_as_text),
    Field(pattern=r"^[0-9]{1,6}$"),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": "^[0-9]{1,6}$", "minimum": 0, "maximum": 999999}
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
