"""Complaints of a value of a wrong type in; problems out, with the value that was meant."""

import re
from collections.abc import Mapping

from catalogue.complaints import Complaint
from catalogue.fields import fields_at
from catalogue.markup import shown
from catalogue.meanings import meant_months, meant_number, meant_truth
from catalogue.problems import Problem
from catalogue.wrong_keys import wrong_colon
from catalogue.yaml_cures import bullet_cure
from catalogue.yaml_scalars import quoted, yaml_scalar

EXPECTED = {
    "string_type": "一段文字",
    "int_type": "一個整數（半形數字，不加逗號、單位和引號）",
    "int_from_float": "一個整數（半形數字，不加逗號、單位和引號）",
    "float_type": "一個數字（半形數字，不加 % 和引號）",
    "bool_type": " true（是）或 false（否）",
    "tuple_type": "一份清單（每項一行，前面加「- 」；或寫成 [甲, 乙]）",
    "model_type": "一組欄位（每行一個「欄位: 內容」）",
    "model_attributes_type": "一組欄位（每行一個「欄位: 內容」）",
}
"""What should have been found, by the library's name of the complaint."""
SEPARATORS = re.compile(r"\s*[、，,;；]\s*")

_NUMBERS = ("int_type", "int_from_float", "float_type")
_CODES = {**dict.fromkeys(_NUMBERS, "wrong-number"), "bool_type": "wrong-bool"}


def wrong_type(complaint: Complaint) -> Problem:
    """What to say of any of `EXPECTED`."""
    if complaint.kind == "string_type" and (problem := _colon_in_text(complaint)):
        return problem
    if complaint.kind in ("model_type", "model_attributes_type") and (
        problem := _unfinished_field(complaint)
    ):
        return problem
    if complaint.kind == "tuple_type" and (problem := _no_dash(complaint)):
        return problem
    code = _CODES.get(complaint.kind, "wrong-type")
    message = (
        f"欄位「{complaint.name}」應該是{EXPECTED[complaint.kind]}，"
        f"找到的是{shown_type(complaint.found)}。"
    )
    if complaint.kind == "tuple_type" and isinstance(complaint.found, Mapping):
        message += "前後要加方括號 [ ]。"
    return complaint.at_value(code, message, _meant(complaint))


def _meant(complaint: Complaint) -> str | None:
    """What to write instead, as YAML."""
    found = complaint.found
    if complaint.name == "months" and (months := meant_months(str(found))):
        return months if isinstance(complaint.path[-1], int) else f"[{months}]"
    if complaint.kind == "bool_type":
        return meant_truth(str(found))
    if complaint.kind in _NUMBERS:
        return meant_number(str(found), whole=complaint.kind != "float_type")
    if complaint.kind == "string_type":
        return _meant_text(complaint)
    if complaint.kind == "tuple_type" and isinstance(found, str):
        parts = SEPARATORS.split(found.strip("［］【】〔〕()（）[] "))
        return f"[{', '.join(yaml_scalar(part) for part in parts if part)}]"
    return None


def _meant_text(complaint: Complaint) -> str | None:
    found = complaint.found
    if isinstance(found, (bool, int, float)):
        return quoted(complaint.document.written(complaint.path))
    if isinstance(found, tuple) and found and all(isinstance(item, str) for item in found):
        return yaml_scalar("、".join(found))
    return None


def _colon_in_text(complaint: Complaint) -> Problem | None:
    """A text such as `- 注意: 先問清楚`, which YAML takes for a field."""
    found, document = complaint.found, complaint.document
    if not isinstance(found, Mapping) or len(found) != 1:
        return None
    line, column = document.value_place(complaint.path)
    *_, last, end = document.tree.spans[(*complaint.path, next(iter(found)))]
    message = (
        "內容裡有半形冒號加空白，YAML 會以為是一個欄位；"
        "請把整個內容用半形雙引號包起來，或改用全形冒號「：」。"
    )
    fix = ""
    if line == last:
        source = document.lines[line - 1]
        text = source[column - 1 : end - 1]
        fix = (source[: column - 1] + quoted(text) + source[end - 1 :]).rstrip()
    return document.problem((line, column), "yaml-colon-in-text", message, fix=fix)


def _unfinished_field(complaint: Complaint) -> Problem | None:
    """A list's item that is one field with something wrong at its colon: `- text：…`."""
    document = complaint.document
    if not isinstance(complaint.found, str) or not document.written(complaint.path):
        return None
    line, _ = document.value_place(complaint.path)
    return wrong_colon(complaint, line, fields_at(complaint.model, complaint.location))


def _no_dash(complaint: Complaint) -> Problem | None:
    """A list whose first item has no dash, or none that YAML knows: `－ 甲`, `-甲`."""
    found, document = complaint.found, complaint.document
    line, column = document.value_place(complaint.path)
    key_line, key_column = document.place(complaint.path)
    if not isinstance(found, (str, Mapping)) or line == key_line:
        return None
    source = document.lines[line - 1]
    if cure := bullet_cure(source):
        return document.problem((line, cure.column), cure.code, cure.message, fix=cure.line)
    message = "清單的每一項前面要有半形減號加一個空白「- 」，這一項少了減號。"
    dash = column - 2 if column - 2 > key_column else column
    alone = isinstance(found, str) or len(found) == 1  # else the lines below must move too
    fix = f"{' ' * (dash - 1)}- {source[column - 1 :]}" if dash < column or alone else ""
    return document.problem((line, column), "yaml-dash", message, fix=fix)


def shown_type(found: object) -> str:
    """What was found, in words."""
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
