"""What the validating library reports in; problems that an editor can act on, out.

Each says in Traditional Chinese what is wrong, what was found and what is expected, with the
closest right value and, where it is certain, the corrected line.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from catalogue.fields import KINDS, Location, fields_at, key_path, places_of
from catalogue.markup import shown
from catalogue.problems import Problem, closest, did_you_mean
from catalogue.reading import Document
from catalogue.strict_yaml import KeyPath
from catalogue.yaml_scalars import quoted, yaml_scalar

_OTHER_NAMES = {
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
"""What people call the words of a closed list."""
_TYPES = {
    "string_type": "一段文字",
    "int_type": "一個整數（半形數字，不加逗號、單位和引號）",
    "int_from_float": "一個整數（半形數字，不加逗號、單位和引號）",
    "float_type": "一個數字（半形數字，不加 % 和引號）",
    "bool_type": " true（是）或 false（否）",
    "tuple_type": "一份清單（每項一行，前面加「- 」；或寫成 [甲, 乙]）",
    "model_type": "一組欄位（每行一個「欄位: 內容」）",
    "model_attributes_type": "一組欄位（每行一個「欄位: 內容」）",
}
_NUMBERS = ("int_type", "int_from_float", "float_type")
_YES = {"yes", "y", "on", "1", "是", "有", "對", "真", "○", "v", "true", "ture"}
_NO = {"no", "n", "off", "0", "否", "無", "沒有", "不是", "假", "x", "false", "fasle"}
_UNITS = {"萬": 10_000, "億": 100_000_000}
_EVERYDAY = {
    "標題": "title",
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
    "tel": "phone",
    "telephone": "phone",
    "extension": "ext",
    "備註": "note",
    "link": "url",
    "website": "url",
}
"""What people call a field that has another name."""
_SEPARATORS = re.compile(r"\s*[、，,;；]\s*")


def explain(
    errors: Iterable[ErrorDetails], model: type[BaseModel], document: Document
) -> Iterator[tuple[KeyPath, Problem]]:
    """The library's errors as problems, with their paths; echoes of other problems are left out."""
    listed = [error for error in errors if not _counts_only_right_items(error)]
    misspelt: set[KeyPath] = set()
    for error in listed:
        if error["type"] == "extra_forbidden":
            path = key_path(error["loc"])
            meant = _meant_key(path, error["loc"], model, document)
            if meant:
                misspelt.add((*path[:-1], meant))
    for error in listed:
        path = key_path(error["loc"])
        if not (error["type"] == "missing" and path in misspelt):
            explanation = _Explanation(error, path, model, document)
            problem = explanation.problem()
            yield explanation.path, problem


def _counts_only_right_items(error: ErrorDetails) -> bool:
    # The library counts a list without the items that are wrong, which are told of by themselves.
    found: Any = error["input"]
    return error["type"] == "too_short" and len(found) >= error.get("ctx", {})["min_length"]


def _meant_key(
    path: KeyPath, location: Location, model: type[BaseModel], document: Document
) -> str | None:
    """The field that an unknown key stands for: the closest one that is not written yet."""
    parent = path[:-1]
    fields = fields_at(model, location[:-1])
    free = {
        name: title for name, title in fields.items() if (*parent, name) not in document.tree.keys
    }
    also = {title: name for name, title in free.items()}
    also |= {word: name for word, name in _EVERYDAY.items() if name in free}
    return closest(str(path[-1]), free, also)


class _Explanation:
    """One error of the library, with what is needed to explain it."""

    def __init__(
        self, error: ErrorDetails, path: KeyPath, model: type[BaseModel], document: Document
    ) -> None:
        self.kind = error["type"]
        self.location = error["loc"]
        self.found: Any = error["input"]
        self.context: Mapping[str, Any] = error.get("ctx") or {}
        self.path = path
        self.model = model
        self.document = document
        self.name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")

    def problem(self) -> Problem:
        if self.kind == "value_error":
            return self._mistake()
        if self.kind == "missing":
            return self._missing(self.name)
        if self.kind == "extra_forbidden":
            return self._unknown_key()
        if self.kind == "unknown_name":
            return self._unknown_name()
        if self.kind in ("literal_error", "union_tag_invalid"):
            return self._choice()
        if self.kind == "union_tag_not_found":
            return self._no_tag()
        if self.kind in _TYPES:
            return self._colon_in_text() or self._type()
        return self._limit()

    def _at_value(self, code: str, message: str, right: str | None = None) -> Problem:
        """A problem with the value; `right` is YAML to stand in its place."""
        fix = self.document.corrected(self.path, right) if right else ""
        return self.document.problem(self.document.value_place(self.path), code, message, fix=fix)

    def _mistake(self) -> Problem:
        error = self.context["error"]
        code = getattr(error, "code", "value-wrong")
        right: str | None = getattr(error, "right", None)
        if code == "date-order":
            return self._date_order()
        scalar = None if right is None else yaml_scalar(right)
        return self._at_value(code, str(error), scalar)

    def _date_order(self) -> Problem:
        opens = self.document.written((*self.path[:-1], "opens"))
        message = (
            f"截止日 {self.document.written(self.path)} 早於開始日 {opens}，請確認這兩個日期。"
        )
        return self._at_value("date-order", message)

    def _missing(self, name: str) -> Problem:
        fields = fields_at(self.model, self.location[:-1])
        title = fields.get(name, name)
        called = f"（{title}）" if title != name else ""
        message = f"少了必填的欄位「{name}」{called}，請加上一行「{name}: …」。"
        place = self._place_of_missing(name, list(fields))
        return self.document.problem(place, "missing-key", message)

    def _place_of_missing(self, name: str, order: list[str]) -> tuple[int, int]:
        """Where the field should be added: before the next one, in the order of the model."""
        document, parent = self.document, self.path[:-1]
        written = [
            keys[-1]
            for keys in document.tree.keys
            if len(keys) == len(self.path) and keys[:-1] == parent
        ]
        before = order[: order.index(name)] if name in order else []
        preceding = [key for key in before if key in written]
        if not preceding:
            return document.value_place(parent)
        after = written.index(preceding[-1]) + 1
        if after < len(written):
            return document.place((*parent, written[after]))
        return document.value_place(parent) if parent else (document.end_line, 1)

    def _unknown_key(self) -> Problem:
        document, name = self.document, str(self.path[-1])
        place = document.place(self.path)
        here = fields_at(self.model, self.location[:-1])
        kind = self.location[-2] if len(self.location) > 1 and self.location[-2] in KINDS else None
        if kind and name in ("opens", "closes", "months"):
            right, what = ("annual", "月份") if name == "months" else ("fixed", "日期")
            message = f"kind: {kind} 不能有「{name}」；有{what}時請寫 kind: {right}。"
            fix = document.corrected((*self.path[:-1], "kind"), right)
            return document.problem(place, "window-key", message, fix=fix)
        meant = _meant_key(self.path, self.location, self.model, document)
        elsewhere = [] if meant else list(dict.fromkeys(places_of(name, self.model)))
        message = f"沒有「{shown(name)}」這個欄位{did_you_mean(meant)}"
        if meant and unicodedata.normalize("NFKC", name).strip() == meant:
            message = f"欄位名稱「{name}」有全形字或多餘的空白，要寫成「{meant}」。"
        if elsewhere:
            message = f"「{name}」不能寫在這裡，它是 {'、'.join(elsewhere)} 的欄位，請檢查縮排。"
        elif name in here:
            message = f"沒有「{shown(name)}」這個欄位。"
        if not meant and not elsewhere:
            message += f"這裡可用的欄位：{'、'.join(here)}。"
        fix = document.renamed(self.path, meant) if meant else ""
        return document.problem(place, "unknown-key", message, fix=fix)

    def _unknown_name(self) -> Problem:
        label = self.context["label"]
        known: list[str] = list(self.context["known"])
        if not isinstance(self.found, str):
            listed = "、".join(known)
            message = f"{label}要寫名稱，找到的是{_shown_type(self.found)}。"
            only = self.found[0] if isinstance(self.found, tuple) and len(self.found) == 1 else None
            if only in known:
                return self._at_value("wrong-type", message, only)
            return self._at_value("wrong-type", f"{message}可用的有：{listed}。")
        several = [part for part in _SEPARATORS.split(self.found) if part]
        if len(several) > 1 and all(part in known for part in several):
            message = f"「{shown(self.found)}」是好幾個{label}，要用半形逗號隔開。"
            return self._at_value("list-separator", message, ", ".join(several))
        near = closest(self.found, known, self.context["also"])
        listed = "" if near else f"可用的有：{'、'.join(known)}。"
        message = f"沒有「{shown(self.found)}」這個{label}{did_you_mean(near)}{listed}"
        return self._at_value(f"unknown-{self.context['code']}", message, near)

    def _choice(self) -> Problem:
        if self.kind == "union_tag_invalid":
            self.path, self.name, self.found = (*self.path, "kind"), "kind", self.context["tag"]
            known = list(KINDS)
        else:
            known = re.findall(r"'([^']*)'", str(self.context["expected"]))
        near = closest(str(self.found), known, _OTHER_NAMES.get(self.name))
        message = (
            f"欄位「{self.name}」不能是「{shown(str(self.found))}」{did_you_mean(near)}"
            f"可用的有：{'、'.join(known)}。"
        )
        return self._at_value("choice", message, near)

    def _no_tag(self) -> Problem:
        keys = [str(key) for key in self.found] if isinstance(self.found, Mapping) else []
        near = closest("kind", keys)
        if near:
            path = (*self.path, near)
            message = f"沒有「{near}」這個欄位，是不是「kind」？"
            fix = self.document.renamed(path, "kind")
            return self.document.problem(self.document.place(path), "unknown-key", message, fix=fix)
        message = f"少了必填的欄位「kind」（期間種類），請寫 {'、'.join(KINDS)} 其中之一"
        message += "；若這是上一項的內容，請刪掉減號，和上一行對齊。"
        return self._at_value("missing-key", message)

    def _type(self) -> Problem:
        expected = _TYPES[self.kind]
        message = f"欄位「{self.name}」應該是{expected}，找到的是{_shown_type(self.found)}。"
        hint, right = self._right_type()
        code = "wrong-number" if self.kind in _NUMBERS else "wrong-type"
        return self._at_value(
            "wrong-bool" if self.kind == "bool_type" else code, message + hint, right
        )

    def _right_type(self) -> tuple[str, str | None]:
        """A hint, and what to write instead of a value of a wrong type."""
        found = self.found
        if self.kind == "bool_type":
            word = str(found).strip().lower()
            return "", "true" if word in _YES else "false" if word in _NO else None
        if self.kind in _NUMBERS:
            return "", right_number(str(found), whole=self.kind != "float_type")
        if self.kind == "string_type":
            return self._right_text()
        if self.kind == "tuple_type" and isinstance(found, str):
            parts = [
                part for part in _SEPARATORS.split(found.strip("［］【】〔〕()（）[] ")) if part
            ]
            if found.startswith("-") and len(found) > 1:
                return "減號後面要有一個半形空白。", f"- {found[1:].strip()}"
            if self.document.value_place(self.path)[0] != self.document.place(self.path)[0]:
                return "每一項前面要有減號「- 」。", f"- {self.document.written(self.path)}"
            return "", f"[{', '.join(map(yaml_scalar, parts))}]"
        if self.kind == "tuple_type" and isinstance(found, Mapping):
            line, column = self.document.value_place(self.path)
            source = self.document.lines[line - 1]
            if source[column - 1] == "{":
                return "前後要加方括號 [ ]。", None
            return "第一行前面是不是少了減號「- 」？", None
        return "", None

    def _right_text(self) -> tuple[str, str | None]:
        found = self.found
        if isinstance(found, (bool, int, float)):
            return "", quoted(self.document.written(self.path))
        if isinstance(found, tuple) and all(isinstance(item, str) for item in found):
            return "", yaml_scalar("、".join(found)) if found else None
        return "", None

    def _colon_in_text(self) -> Problem | None:
        """A text such as `- 注意: 先問清楚`, which YAML takes for a field."""
        found, document = self.found, self.document
        if self.kind != "string_type" or not isinstance(found, Mapping) or len(found) != 1:
            return None
        line, column = document.value_place(self.path)
        *_, last, end = document.tree.spans[(*self.path, next(iter(found)))]
        message = (
            "內容裡有半形冒號加空白，YAML 會以為是一個欄位；"
            "請把整個內容用半形雙引號包起來，或改用全形冒號「：」。"
        )
        fix = ""
        if line == last:
            source = document.lines[line - 1]
            text = source[column - 1 : end - 1]
            fix = (source[: column - 1] + quoted(text) + source[end - 1 :]).strip()
        return document.problem((line, column), "yaml-colon-in-text", message, fix=fix)

    def _limit(self) -> Problem:
        context, kind = self.context, self.kind
        limits = {
            "string_too_short": ("empty-value", "不能是空的"),
            "string_too_long": ("text-too-long", f"最多 {context.get('max_length')} 個字"),
            "too_short": ("list-empty", "至少要有一項"),
            "too_long": ("list-too-long", f"最多 {context.get('max_length')} 項"),
            "greater_than_equal": ("number-limit", f"不能小於 {context.get('ge')}"),
            "greater_than": ("number-limit", f"要大於 {context.get('gt')}"),
            "less_than_equal": ("number-limit", f"不能大於 {context.get('le')}"),
            "less_than": ("number-limit", f"要小於 {context.get('lt')}"),
            "finite_number": ("wrong-number", "要是一個普通的數字"),
        }
        code, limit = limits.get(kind, ("value-wrong", "不符合這個欄位的寫法"))
        found = f"{len(self.found)} 個字" if kind == "string_too_long" else shown(str(self.found))
        if kind in ("too_short", "too_long"):
            found = f"{len(self.found)} 項"
        if kind == "too_long" and isinstance(self.found, str):
            code, limit = limits["string_too_long"]
            found = f"{len(self.found)} 個字"
        return self._at_value(code, f"欄位「{self.name}」{limit}，找到 {found}。")


def right_number(text: str, *, whole: bool) -> str | None:
    """The number in a text such as `2,000,000 元`, `200 萬`, `５０%`, as it should be written."""
    narrow = unicodedata.normalize("NFKC", text[:60]).lower()
    narrow = re.sub(r"[\s,_]|nt\$?|twd|新臺幣|新台幣|元整?|%|人|\$", "", narrow)
    match = re.fullmatch(r"(-?\d{1,15}(?:\.\d{1,6})?)([萬億]?)", narrow)
    if match is None:
        return None
    number = float(match[1]) * _UNITS.get(match[2], 1)
    if number == int(number):
        return str(int(number))
    return None if whole else str(number)


def _shown_type(found: object) -> str:
    if found is None:
        return "空白"
    if isinstance(found, bool):
        return f"是非值 {str(found).lower()}"
    if isinstance(found, (int, float)):
        return f"數字 {found}"
    if isinstance(found, str):
        return f"文字「{shown(found)}」"
    if isinstance(found, tuple):
        return "一份清單"
    return "一組欄位"
