"""Web addresses, e-mail addresses and telephone numbers of Taiwan: their form, and the right one.

A text in; the same text out, or a WrongValueError that says what is wrong and, where that is
certain, what was meant. Nothing is looked up: whether an address answers is not asked here.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from catalogue.problems import WrongValueError
from catalogue.urls import URL_PATTERN as URL_PATTERN

PHONE_PATTERN = (
    r"^(\((?!0800|09\d\d)0\d{1,3}\)\d{2,4}-\d{3,4}|0800-\d{3}-?\d{3}|09\d{2}-\d{3}-\d{3})$"
)
EMAIL_PATTERN = r"^[A-Za-z0-9._%+-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"

MAX_URL = 2000
"""What every browser and calendar takes."""
SUBSCRIBER_DIGITS = {
    "02": (8,),
    "03": (7,),
    "037": (6,),
    "04": (7, 8),
    "049": (7,),
    "05": (7,),
    "06": (7,),
    "07": (7,),
    "08": (7,),
    "082": (6,),
    "0826": (5,),
    "0836": (5,),
    "089": (6,),
}
"""Digits after each area code (NCC, 電信網路編碼計畫)."""

_TAIWAN = 886
_TYPES = {"(": ("FIXED_LINE", "VOIP"), "08": ("TOLL_FREE",), "09": ("MOBILE",)}
"""What a number is by how it begins, as the library calls it."""

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_AREA = re.compile(r"\((0\d+)\)([\d-]+)", re.ASCII)

_SHOWN_HOST = re.compile(
    r"(?:https?:/{0,2}|(?=www\.))([^\s/:?#\\()<>「」（）、，。]+)", re.IGNORECASE
)
_WEB_EXAMPLE = "請寫完整網址，例如 https://www.example.gov.tw/。"
_PHONE_EXAMPLE = "市話請寫 (02)2754-1255，免付費電話請寫 0800-777888。"
_MAX_LENGTH = 200
"""What was meant is only sought in texts as long as an address."""
# Chinese punctuation after an address was meant for the sentence, not for the address.
_CLOSING = "。，、；：！？）」』】〉》”’\u3000"


def check_web_address(url: str) -> str:
    """`url` if it is a complete http or https address without account; raise WrongValueError."""
    wrong = _web_mistake(url)
    if wrong is None:
        return url
    code, reason = wrong
    right = _right_web_address(url)
    expected = "" if right else _WEB_EXAMPLE
    raise WrongValueError(code, f"網址「{_short(url)}」{reason}{expected}", right)


def _web_mistake(url: str) -> tuple[str, str] | None:
    if len(url) > MAX_URL:
        return "url-form", f"有 {len(url)} 個字，最多 {MAX_URL} 個。"
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    if scheme and scheme[1].lower() not in ("http", "https") and "." not in scheme[1]:
        return "url-scheme", f"的開頭是 {scheme[1]}:，只接受 http:// 或 https://。"
    if not re.fullmatch(URL_PATTERN, url):
        blank = re.search(r"\s", url)
        return "url-form", "裡面有空白。" if blank else "不完整或寫錯了。"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "url-form", "的主機或連接埠寫錯了。"
    if "@" in parts.netloc:
        return "url-form", "含有帳號或密碼（@ 前面的部分），不能公開。"
    if any(character in _CLOSING for character in url):
        return "url-form", "裡面有全形標點符號。"
    if not host.isascii():
        return "url-form", f"的網域「{host}」有非英數字元，可能是冒充的網址。"
    if not _is_host(host):
        return "url-form", f"的網域「{host}」不完整。"
    return None


def _is_host(host: str) -> bool:
    """Whether `host` is an IP address or a dotted name (RFC 1123)."""
    if re.fullmatch(rf"({_LABEL}\.)+{_LABEL}", host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _right_web_address(url: str) -> str | None:
    if len(url) > _MAX_LENGTH:
        return None
    if link := re.search(r"[(（](https?://[^\s()（）]+)[)）]", url):
        url = link[1]  # written as a Markdown link
    text = _half_width(url.rstrip(_CLOSING)).strip(" <>\"'「」“”")
    text = re.sub(r"\s+(?=[/:.])|(?<=[/:.])\s+", "", text)
    text = re.sub(r"^h?t{1,3}ps?(?=[:;/\\])[:;]?[/\\]+", _scheme, text, flags=re.IGNORECASE)
    if re.match(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/|$|:\d)", text):
        text = f"http://{text}"
    return text if _web_mistake(text) is None else None


def _scheme(found: re.Match[str]) -> str:
    return "https://" if "s" in found[0].lower() else "http://"


def host_shown(text: str, url: str) -> str | None:
    """The host that a link's text names, where that is another than the link leads to."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for shown in _SHOWN_HOST.findall(unicodedata.normalize("NFKC", text)):
        if shown.lower().removeprefix("www.") != host:
            return str(shown)
    return None


def check_email(address: str) -> str:
    """`address` if it has the form of an e-mail address; raise WrongValueError."""
    if re.fullmatch(EMAIL_PATTERN, address):
        return address
    right: str | None = None
    if len(address) <= _MAX_LENGTH:
        right = re.sub(r"\s+|^mailto:", "", _half_width(address).strip(" <>"))
        right = re.sub(r"\((at|dot)\)", lambda m: "@" if m[1] == "at" else ".", right)
        right = right if re.fullmatch(EMAIL_PATTERN, right) else None
    expected = "" if right else "請寫完整，例如 name@example.gov.tw。"
    raise WrongValueError(
        "email-form", f"電子郵件「{_short(address)}」的寫法不對。{expected}", right
    )


def check_phone(phone: str) -> str:
    """`phone` if written `(02)2754-1255`, `0800-777888`, `0912-345-678`; raise WrongValueError."""
    if re.fullmatch(PHONE_PATTERN, phone, re.ASCII):
        return phone
    right, extension = _right_phone(phone)
    hint = f'分機要另外寫一行：ext: "{extension}"。' if extension else ""
    expected = "" if right else _PHONE_EXAMPLE
    if re.fullmatch(r"\d{3,4}-?\d{4}", phone, re.ASCII):
        digits = phone.replace("-", "")
        expected = f"前面少了區碼，例如 (02){digits[:-4]}-{digits[-4:]}。"
    if len(re.findall(r"\(?0\d{1,3}\)?[ -]?\d{3,4}-?\d{3,4}", phone, re.ASCII)) > 1:
        expected = "這裡只能寫一支電話；另一支請在 people 另外寫一項。"
    raise WrongValueError(
        "phone-form", f"電話「{_short(phone)}」的寫法不對。{expected}{hint}", right
    )


def _right_phone(phone: str) -> tuple[str | None, str | None]:
    """The number in `phone` as it should be written, and its extension."""
    if len(phone) > _MAX_LENGTH:
        return None, None
    text = _half_width(phone)
    extension = re.search(r"(?:#|轉|分機|ext\.?)[ :]*(\d{1,6})", text, re.IGNORECASE)
    if extension:
        text = text[: extension.start()]
    import phonenumbers  # as above

    digits = re.sub(r"\D", "", re.sub(r"^\s*\+?886[ -]?(\(0\))?", "0", text))
    try:
        number = phonenumbers.parse(digits, "TW")
    except phonenumbers.NumberParseException:
        return None, None
    if not digits.startswith("0") or not phonenumbers.is_valid_number(number):
        return None, None
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    if digits.startswith("0800"):
        national = f"0800 {digits[4:7]} {digits[7:]}"
    area, *rest = national.split(" ")
    kind = area if area.startswith(("0800", "09")) else f"({area})"
    right = f"{kind}{'-' if kind == area else ''}{'-'.join(rest)}"
    if not re.fullmatch(PHONE_PATTERN, right, re.ASCII):
        return None, None
    return right, extension[1] if extension else None


@lru_cache(maxsize=4096)  # agencies share switchboards, and the library takes 0.1 ms a number
def is_possible_phone(phone: str) -> bool:
    """Whether the numbering plan of Taiwan has room for a well-formed `phone`."""
    if not _digits_fit(phone):
        return False  # the library knows the lengths of all areas together: (02)591-5909 passes
    # Here, since a build in which nothing has changed asks of no number.
    from phonenumbers import PhoneNumber, PhoneNumberType, number_type

    # Its form is known, so the library need not make it out, which takes most of its time.
    digits = int(re.sub(r"\D", "", phone))
    number = PhoneNumber(country_code=_TAIWAN, national_number=digits)
    # With its type: (02)0000-0000 would pass as a number of the 020 range.
    kind = PhoneNumberType.to_string(number_type(number))
    return kind in _TYPES[phone[:2] if phone[0] == "0" else "("]


def _digits_fit(phone: str) -> bool:
    match = _AREA.fullmatch(phone)
    return match is None or len(match[2].replace("-", "")) in SUBSCRIBER_DIGITS.get(match[1], ())


def why_impossible(phone: str) -> str:
    """What is wrong with a well-formed number that cannot exist."""
    match = _AREA.fullmatch(phone)
    if match is None:
        return "沒有這樣的號碼"
    expected = SUBSCRIBER_DIGITS.get(match[1])
    if expected is None:
        return f"沒有 {match[1]} 這個區碼"
    if not _digits_fit(phone):
        wanted = " 或 ".join(map(str, expected))
        found = len(match[2].replace("-", ""))
        return f"區碼 {match[1]} 後面要有 {wanted} 碼，找到 {found} 碼"
    return f"區碼 {match[1]} 沒有 {match[2][0]} 開頭的號碼"


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
