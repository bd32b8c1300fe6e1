"""Complaints of keys in; problems out: fields that are misspelt, misplaced, missing or unknown."""

import unicodedata
from collections.abc import Container, Mapping

from catalogue.complaints import Complaint
from catalogue.fields import KINDS, names_in, places_of
from catalogue.markup import shown
from catalogue.meanings import meant_field
from catalogue.problems import Problem, closest
from catalogue.yaml_cures import key_cures
from catalogue.yaml_tree import KeyPath


def misspelt(complaint: Complaint, missing: frozenset[KeyPath]) -> tuple[KeyPath, str] | None:
    """The path of a key and the field that it stands for; `missing` are the paths that lack one."""
    if complaint.kind == "union_tag_not_found" and isinstance(complaint.found, Mapping):
        near = closest("kind", map(str, complaint.found))
        return None if near is None else ((*complaint.path, near), "kind")
    if complaint.kind != "extra_forbidden":
        return None
    *parent, name = complaint.path
    if name in names_in(complaint.model) or "{" in str(name):
        return None  # right, but elsewhere
    keys = complaint.document.tree.keys
    free = {
        field: title for field, title in complaint.siblings.items() if (*parent, field) not in keys
    }
    beside = [str(path[-1]) for path in missing if path[:-1] == complaint.path[:-1]]
    meant = meant_field(str(name), free, beside)
    return None if meant is None else (complaint.path, meant)


def misspelt_key(complaint: Complaint, path: KeyPath, meant: str) -> Problem:
    """A key at `path` that stands for the field `meant`."""
    document, name = complaint.document, str(path[-1])
    message = f"沒有「{shown(name)}」這個欄位，是不是「{meant}」？"
    if unicodedata.normalize("NFKC", name).strip() == meant:
        message = f"欄位名稱「{name}」有全形字或多餘的空白，要寫成「{meant}」。"
    fix = document.renamed(path, meant)
    return document.problem(document.place(path), "unknown-key", message, fix=fix)


def unknown_key(complaint: Complaint) -> Problem:
    """A key that may not stand where it does."""
    document, name = complaint.document, str(complaint.path[-1])
    line, column = document.place(complaint.path)
    here = complaint.siblings
    if "{" in name and (unfinished := wrong_colon(complaint, line, here)):
        return unfinished  # `test：{factory: true}`
    kind = complaint.location[-2] if len(complaint.location) > 1 else None
    if name in ("opens", "closes", "months") and kind in KINDS:
        return _date_of_no_period(complaint, str(kind), name)
    elsewhere = list(dict.fromkeys(places_of(name, complaint.model)))
    if elsewhere:
        message = f"「{name}」不能寫在這裡，它是 {'、'.join(elsewhere)} 的欄位，請檢查縮排。"
    else:
        message = f"沒有「{shown(name)}」這個欄位。這裡可用的欄位：{'、'.join(here)}。"
    return document.problem((line, column), "unknown-key", message)


def _date_of_no_period(complaint: Complaint, kind: str, name: str) -> Problem:
    """A date in a window whose kind has none."""
    document = complaint.document
    right, what = ("annual", "月份") if name == "months" else ("fixed", "日期")
    written = [
        key for key in ("opens", "closes") if (*complaint.path[:-1], key) in document.tree.keys
    ]
    names = [name] if name == "months" else written
    message = f"kind: {kind} 不能有「{'、'.join(names)}」；有{what}時請寫 kind: {right}。"
    place, kind_path = document.place(complaint.path), (*complaint.path[:-1], "kind")
    beside = document.place(kind_path)[0] == place[0]
    fix = document.corrected(kind_path, right) if beside else ""
    return document.problem(place, "window-key", message, fix=fix)


def wrong_colon(complaint: Complaint, line: int, fields: Container[str]) -> Problem | None:
    """What is wrong at the colon of a line, if that makes it one of the `fields`."""
    document = complaint.document
    for cure in key_cures(document.lines[line - 1]):
        if cure.line.lstrip(" -").partition(":")[0] in fields:
            return document.problem((line, cure.column), cure.code, cure.message, fix=cure.line)
    return None


def missing_key(complaint: Complaint) -> Problem:
    """A field that must be there."""
    name, fields = complaint.name, complaint.siblings
    title = fields.get(name, name)
    called = f"（{title}）" if title != name else ""
    message = f"少了必填的欄位「{name}」{called}，請加上一行「{name}: …」。"
    place = _place_of_missing(complaint, list(fields))
    return complaint.document.problem(place, "missing-key", message)


def _place_of_missing(complaint: Complaint, order: list[str]) -> tuple[int, int]:
    """Where the field should be added: before the next one, in the order of the model."""
    document, parent = complaint.document, complaint.path[:-1]
    written = [
        keys[-1]
        for keys in document.tree.keys
        if len(keys) == len(complaint.path) and keys[:-1] == parent
    ]
    before = order[: order.index(complaint.name)] if complaint.name in order else []
    preceding = [key for key in before if key in written]
    if not preceding:
        return document.value_place(parent)
    after = written.index(preceding[-1]) + 1
    if after < len(written):
        return document.place((*parent, written[after]))
    return document.value_place(parent) if parent else (document.end_line, 1)


def missing_kind(complaint: Complaint) -> Problem:
    """A window that does not say of which kind it is."""
    message = (
        f"少了必填的欄位「kind」（期間種類），請寫 {'、'.join(KINDS)} 其中之一；"
        "若這是上一項的內容，請刪掉減號，和上一行對齊。"
    )
    return complaint.at_value("missing-key", message)
