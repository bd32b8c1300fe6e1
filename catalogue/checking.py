"""One read file and its type in; the value, and every problem the types see in the file, out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalogue.explanation import explain
from catalogue.fields import key_path
from catalogue.problems import MAX_A_FILE, Problem
from catalogue.reading import Document
from catalogue.strict_yaml import KeyPath
from catalogue.values import Value
from catalogue.yaml_scalars import quoted

_STRUCTURE = {"yaml-indent", "yaml-tab", "yaml-dash", "yaml-no-colon", "yaml-special-start"}
_STRUCTURAL = {"missing", "extra_forbidden", "tuple_type", "model_type", "union_tag_not_found"}
_ECHOES = {"unknown-key", "missing-key", "wrong-type"}
"""What may only follow from how a line was mended."""

Model = TypeVar("Model", bound=Value)


def count_mistakes(
    data: Mapping[str, object], model: type[Model], context: Mapping[str, object]
) -> int:
    """How many mistakes the types find in the structure of front matter: in keys and lists."""
    try:
        model.model_validate(data, context=dict(context))
    except ValidationError as error:
        return sum(
            details["type"] in _STRUCTURAL
            or (
                details["type"].endswith("_type") and isinstance(details["input"], (tuple, Mapping))
            )
            for details in error.errors(include_url=False)
        )
    return 0


def check_document(
    document: Document, model: type[Model], context: Mapping[str, object]
) -> tuple[Model | None, list[Problem]]:
    """The document's front matter as `model`, None where anything is wrong, and what is wrong.

    Of a value that has been told of (while reading, or because it is empty) nothing more is told.
    """
    problems = [*document.problems, *_empty_values(document)]
    value: Model | None = None
    wrong: set[KeyPath] = set()
    try:
        value = model.model_validate(document.data, context=dict(context))
    except ValidationError as error:
        told = document.tree.settled.union(document.tree.empty)
        errors = [
            details
            for details in islice(error.errors(include_url=False), MAX_A_FILE + 1)
            if not _is_echo(details, told, document)
            and (document.complete or details["type"] != "missing")
        ]
        mended = {problem.line for problem in document.problems if problem.code in _STRUCTURE}
        for keys, problem in explain(errors, model, document):
            wrong.add(keys)
            if problem.line not in mended or problem.code not in _ECHOES:
                problems.append(problem)
    for keys, reading in document.tree.traps.items():
        if keys not in wrong and not _is_told(keys, document.tree.settled):
            problems.append(_trap(document, keys, reading))
    return (None if problems else value), _one_a_line(problems)


def _one_a_line(problems: list[Problem]) -> list[Problem]:
    """Where a line's YAML and then its value were wrong: the first, with the line mended for both.

    Values are read from the line as it is after its YAML has been mended.
    """
    fixes = {p.line: p.fix for p in problems if p.fix and not p.code.startswith("yaml-")}
    read = {p.line for p in problems if p.code.startswith("yaml-") and p.line in fixes}
    return [
        replace(problem, fix=fixes[problem.line]) if problem.code.startswith("yaml-") else problem
        for problem in problems
        if problem.line not in read or problem.code.startswith("yaml-")
    ]


def _is_echo(details: ErrorDetails, told: frozenset[KeyPath], document: Document) -> bool:
    """Whether an error only follows from what has been told of."""
    keys = key_path(details["loc"])
    if details["type"] == "union_tag_invalid":
        return _is_told((*keys, "kind"), told)
    error = details.get("ctx", {}).get("error")
    if getattr(error, "code", "") == "text-blanks":
        # A surplus --- in a text of several lines is read as an empty line.
        return any(problem.code == "fence-extra" for problem in document.problems)
    if getattr(error, "code", "") == "window-no-date":
        return _is_told((*keys, "opens"), told) or _is_told((*keys, "closes"), told)
    return _is_told(keys, told)


def _is_told(keys: KeyPath, told: frozenset[KeyPath]) -> bool:
    return bool(told) and any(keys[:length] in told for length in range(1, len(keys) + 1))


def _empty_values(document: Document) -> Iterator[Problem]:
    for keys in document.tree.empty:
        name = next((key for key in reversed(keys) if isinstance(key, str)), "")
        written = document.written(keys)
        if written:  # `null` or `~`, which mean the same
            message = f"欄位「{name}」不能寫 {written}；沒有內容時請把整行刪掉。"
        elif isinstance(keys[-1], int):
            message = f"清單「{name}」有一項是空的，請填內容，或把這一項刪掉。"
        else:
            message = f"欄位「{name}」是空的，請填內容，或把整行刪掉。"
        yield document.problem(document.place(keys), "empty-value", message)


def _trap(document: Document, keys: KeyPath, reading: str) -> Problem:
    written = document.written(keys)
    message = f"「{written}」沒有加引號，有些程式會當成{reading}；若是文字，請用半形雙引號包起來。"
    fix = document.corrected(keys, quoted(written))
    return document.problem(document.value_place(keys), "yaml-unquoted", message, fix=fix)
