"""What the validating library reports in; what an editor reads, in Traditional Chinese, out."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from catalogue.problems import suggestion
from catalogue.reading import KeyPath

_KINDS = ("fixed", "annual", "rolling", "announced", "unstated")
_TYPES = {
    "string_type": "一段文字",
    "int_type": "一個整數（不加逗號、不加引號）",
    "float_type": "一個數字（不加 %、不加引號）",
    "bool_type": "true 或 false",
    "tuple_type": "一份清單（每項一行，前面加「- 」；或寫成 [甲, 乙]）",
    "model_type": "一組欄位（每行一個「欄位: 內容」）",
}


def key_path(location: tuple[int | str, ...]) -> KeyPath:
    """A library location without the tag that it adds after an item of a tagged union."""
    keys: list[int | str] = []
    for part in location:
        tagged = len(keys) >= 2 and keys[-2] == "windows" and isinstance(keys[-1], int)
        if not (tagged and part in _KINDS and "windows" in keys and keys[-1] != part):
            keys.append(part)
    return tuple(keys)


def fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> dict[str, str]:
    """Names and titles of the fields that may stand where `location` points, within `model`."""
    models = [model]
    for part in location:
        if isinstance(part, int):
            continue
        tagged = [m for m in models if _tag(m) == part]
        models = tagged or [
            inner
            for m in models
            if part in m.model_fields
            for inner in _models(m.model_fields[part].annotation)
        ]
    return {name: field.title or name for m in models for name, field in m.model_fields.items()}


def _tag(model: type[BaseModel]) -> object:
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation)[0] if kind and get_args(kind.annotation) else None


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple) or hasattr(annotation, "__metadata__"):
        for argument in get_args(annotation):
            yield from _models(argument)


def explain(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong, what was found, what is expected."""
    location = error["loc"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    found = error["input"]
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    kind = error["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        title = fields_at(model, location[:-1]).get(name, name)
        return f"少了必填的欄位「{name}」（{title}）"
    if kind == "extra_forbidden":
        return _explain_unknown_key(name, location, model)
    if kind == "unknown_name":
        known = list(map(str, context["known"]))
        closest = suggestion(str(found), known)
        return f"沒有「{_shown(found)}」這個{context['label']}{closest}可用的有：{'、'.join(known)}"
    if kind in ("literal_error", "union_tag_invalid"):
        return _explain_choice(name, kind, found, context)
    if kind == "union_tag_not_found":
        return f"少了必填的欄位「kind」（期間種類），請寫 {'、'.join(_KINDS)} 其中之一"
    if kind in _TYPES or kind.endswith("_type"):
        return f"欄位「{name}」應該是{_TYPES.get(kind, '別的型式')}，找到的是{_shown_type(found)}"
    return f"欄位「{name}」的內容「{_shown(found)}」不對：{_explain_limit(kind, context)}"


def _explain_unknown_key(name: str, location: tuple[int | str, ...], model: type[BaseModel]) -> str:
    here = fields_at(model, location[:-1])
    kind = location[-2] if len(location) > 1 and location[-2] in _KINDS else None
    if kind and name in ("opens", "closes", "months"):
        right = "annual" if name == "months" else "fixed"
        what = "月份" if name == "months" else "日期"
        return f"kind: {kind} 不能有「{name}」；有{what}時請寫 kind: {right}"
    return f"沒有「{name}」這個欄位{suggestion(name, here)}這裡可用的欄位：{'、'.join(here)}"


def _explain_choice(name: str, kind: str, found: object, context: Mapping[str, Any]) -> str:
    if kind == "union_tag_invalid":
        name, found = "kind", context["tag"]
        known = list(_KINDS)
    else:
        known = [
            word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")
        ]
    closest = suggestion(str(found), known)
    return f"欄位「{name}」不能是「{_shown(found)}」{closest}可用的有：{'、'.join(known)}"


def _explain_limit(kind: str, context: Mapping[str, Any]) -> str:
    limits = {
        "string_too_short": "不能是空的",
        "string_too_long": f"最多 {context.get('max_length')} 個字",
        "too_short": "至少要有一項",
        "too_long": f"最多 {context.get('max_length')} 項",
        "greater_than_equal": f"不能小於 {context.get('ge')}",
        "greater_than": f"要大於 {context.get('gt')}",
        "less_than_equal": f"不能大於 {context.get('le')}",
        "less_than": f"要小於 {context.get('lt')}",
    }
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        if "@" in pattern:
            return "要是完整的電子郵件，例如 name@example.gov.tw"
        if "a-z0-9" in pattern:
            return "只能用小寫英文、數字和減號，例如 green-growth"
        return "只能用半形數字，例如 2648"
    return limits.get(kind, "不符合這個欄位的寫法")


def _shown(found: object) -> str:
    text = str(found).replace("\n", " ")
    return text if len(text) <= 40 else text[:40] + "…"


def _shown_type(found: object) -> str:
    if found is None:
        return "空白"
    if isinstance(found, bool):
        return f"是非值 {str(found).lower()}；若要當文字，請加雙引號"
    if isinstance(found, (int, float)):
        return f"數字 {found}；若要當文字，請加雙引號"
    if isinstance(found, str):
        return f"文字「{_shown(found)}」"
    if isinstance(found, tuple):
        return "一份清單"
    return "一組欄位"
