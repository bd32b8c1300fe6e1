"""A wrong word, number or name of a field in; the right one that was meant, out. Pure.

Only what is certain enough to be offered: None otherwise.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from catalogue.numerals import number_in_words
from catalogue.problems import closest

_WORDS = {
    "kind": {
        "固定": "fixed",
        "有日期": "fixed",
        "每年": "annual",
        "隨時": "rolling",
        "隨到隨審": "rolling",
        "依公告": "announced",
        "等公告": "announced",
        "未載明": "unstated",
        "沒有寫": "unstated",
    },
    "role": {
        "主辦單位": "主辦機關",
        "主辦": "主辦機關",
        "執行機關": "執行單位",
        "承辦單位": "執行單位",
        "承辦": "執行單位",
    },
}
"""What people call the words of a closed list, by the field."""
_FIELDS = {
    "編號": "number",
    "標題": "title",
    "措施名稱": "title",
    "一句話說明": "summary",
    "分類": "subcategory",
    "主辦機關": "agencies",
    "關鍵字": "keywords",
    "資料來源": "source",
    "來源": "source",
    "電話": "phone",
    "分機": "ext",
    "姓名": "name",
    "網址": "url",
    "內容": "offer",
    "對象": "audience",
    "期限": "term",
    "地點": "place",
    "日期": "date",
    "開始": "opens",
    "截止": "closes",
    "名稱": "name",
    "摘要": "summary",
    "簡介": "summary",
    "機關": "agencies",
    "agency": "agencies",
    "category": "subcategory",
    "開始日期": "opens",
    "start": "opens",
    "open": "opens",
    "截止日期": "closes",
    "deadline": "closes",
    "end": "closes",
    "organization": "organisation",
    "單位": "organisation",
    "角色": "role",
    "tel": "phone",
    "telephone": "phone",
    "extension": "ext",
    "備註": "note",
    "link": "url",
    "website": "url",
}
"""What people call a field that has another name."""
_YES = {"yes", "y", "on", "1", "是", "有", "對", "真", "○", "v", "true", "ture"}
_NO = {"no", "n", "off", "0", "否", "無", "沒有", "不是", "假", "x", "false", "fasle"}


def field_called(name: str) -> str | None:
    """The field that people call so in Chinese."""
    return _FIELDS.get(name)


def meant_word(field: str, found: str, known: Iterable[str]) -> str | None:
    """The word of a closed list."""
    return closest(found, known, _WORDS.get(field))


def meant_field(name: str, free: Mapping[str, str], missing: Iterable[str]) -> str | None:
    """The field that a key stands for: the closest of those not written yet, with their titles.

    A key in Chinese that is like none stands for the only one that is missing beside it.
    """
    also = {title: field for field, title in free.items()}
    also |= {word: field for word, field in _FIELDS.items() if field in free}
    meant = closest(name, free, also)
    if meant is None and not name.isascii():
        needed = tuple(missing)
        meant = needed[0] if len(needed) == 1 else None
    return meant


def meant_truth(text: str) -> str | None:
    """`true` or `false` for 是, no, ○ …"""
    word = text.strip().lower()
    return "true" if word in _YES else "false" if word in _NO else None


def meant_months(text: str) -> str | None:
    """The months in `3、4`, `3-5`, `三月`, as items of a list: `3, 4`."""
    first, sign, last = (
        re.split(r"([-~～–—至到])", text, maxsplit=1)
        if re.search(r"[-~～–—至到]", text)
        else (text, "", "")
    )
    parts = [first, last] if sign else re.split(r"[,，、;；\s]+", text.strip("[]（）() "))
    numbers = [meant_number(part, whole=True) for part in parts]
    months = [int(number) for number in numbers if number and 1 <= int(number) <= 12]
    if len(months) != len(parts):
        return None
    if sign and months[0] < months[1]:
        months = list(range(months[0], months[1] + 1))
    return ", ".join(map(str, sorted(set(months))))


def meant_number(text: str, *, whole: bool) -> str | None:
    """The number in a text such as `2,000,000 元`, `二百萬`, `５０%`, as it should be written."""
    narrow = unicodedata.normalize("NFKC", text[:60]).lower()
    narrow = re.sub(r"^百分之(.+)", r"\1", re.sub(r"[\s,_;，；。、]", "", narrow))
    if tenths := re.fullmatch(r"([一二三四五六七八九])成", narrow):
        narrow = f"{tenths[1]}十"
    narrow = re.sub(r"nt\$?|twd|新臺幣|新台幣|元整?|%|人|\$|月|^(?:#|no\.|第)|號$", "", narrow)
    number = number_in_words(narrow)
    if number is None:
        return None
    if number == int(number):
        return str(int(number))
    return None if whole else str(number)
