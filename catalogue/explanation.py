"""What the validating library complains of in; problems that an editor can act on, out.

Each says in Traditional Chinese what is wrong, what was found and what is expected, with the
closest right value and, where it is certain, the corrected line.
"""

import re

from catalogue.complaints import Complaint
from catalogue.markup import shown
from catalogue.meanings import meant_word
from catalogue.problems import Problem, closest, did_you_mean
from catalogue.wrong_keys import missing_key, missing_kind, unknown_key
from catalogue.wrong_types import EXPECTED, SEPARATORS, shown_type, wrong_type
from catalogue.yaml_scalars import yaml_scalar


def explain(complaint: Complaint) -> Problem:
    """The complaint as a problem."""
    kind = complaint.kind
    if kind == "value_error":
        return _mistake(complaint)
    if kind == "missing":
        return missing_key(complaint)
    if kind == "extra_forbidden":
        return unknown_key(complaint)
    if kind == "unknown_name":
        return _unknown_name(complaint)
    if kind in ("literal_error", "union_tag_invalid"):
        return _choice(complaint)
    if kind == "union_tag_not_found":
        return missing_kind(complaint)
    if kind in EXPECTED:
        return wrong_type(complaint)
    return _limit(complaint)


def _mistake(complaint: Complaint) -> Problem:
    """What the types themselves refuse, and explain."""
    error = complaint.context["error"]
    code = getattr(error, "code", "value-wrong")
    if code == "date-order":
        document = complaint.document
        opens = document.written((*complaint.path[:-1], "opens"))
        closes = document.written(complaint.path)
        message = f"截止日 {closes} 早於開始日 {opens}，請確認這兩個日期。"
        return complaint.at_value(code, message)
    right: str | None = getattr(error, "right", None)
    is_text = right is not None and isinstance(complaint.found, (str, int, float))
    return complaint.at_value(code, str(error), yaml_scalar(str(right)) if is_text else right)


def _unknown_name(complaint: Complaint) -> Problem:
    """A name that is not in its vocabulary."""
    label, found = complaint.context["label"], complaint.found
    known: list[str] = list(complaint.context["known"])
    if not isinstance(found, str):
        message = f"{label}要寫名稱，找到的是{shown_type(found)}。"
        only = found[0] if isinstance(found, tuple) and len(found) == 1 else None
        if only in known:
            return complaint.at_value("wrong-type", message, only)
        return complaint.at_value("wrong-type", f"{message}可用的有：{'、'.join(known)}。")
    several = [part for part in SEPARATORS.split(found) if part]
    if len(several) > 1 and all(part in known for part in several):
        if not isinstance(complaint.path[-1], int):
            message = f"這裡只能寫一個{label}，找到「{shown(found)}」；其他的要另外寫一項。"
            return complaint.at_value("list-separator", message)
        message = f"「{shown(found)}」是好幾個{label}，要用半形逗號隔開。"
        return complaint.at_value("list-separator", message, ", ".join(several))
    near = closest(found, known, complaint.context["also"])
    listed = "" if near else f"可用的有：{'、'.join(known)}。"
    message = f"沒有「{shown(found)}」這個{label}{did_you_mean(near)}{listed}"
    return complaint.at_value(f"unknown-{complaint.context['code']}", message, near)


def _choice(complaint: Complaint) -> Problem:
    """A word that is not in its closed list."""
    known = re.findall(
        r"'([^']*)'", str(complaint.context.get("expected") or complaint.context["expected_tags"])
    )
    found = str(complaint.found)
    near = meant_word(complaint.name, found, known)
    message = (
        f"欄位「{complaint.name}」不能是「{shown(found)}」{did_you_mean(near)}"
        f"可用的有：{'、'.join(known)}。"
    )
    return complaint.at_value("choice", message, near)


def _limit(complaint: Complaint) -> Problem:
    """Too long, too many, too large …"""
    context, kind, found = complaint.context, complaint.kind, complaint.found
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
    if kind == "too_long" and isinstance(found, str):
        kind = "string_too_long"
    code, limit = limits.get(kind, ("value-wrong", "不符合這個欄位的寫法"))
    what = shown(str(found))
    if kind in ("too_short", "too_long", "string_too_long"):
        what = f"{len(found)} {'個字' if kind == 'string_too_long' else '項'}"
    return complaint.at_value(code, f"欄位「{complaint.name}」{limit}，找到 {what}。")
