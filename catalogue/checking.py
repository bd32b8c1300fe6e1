"""One read file and its type in; the value, and every problem the types see in the file, out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalogue.complaints import Complaint
from catalogue.documents import Checked, Document
from catalogue.explanation import explain
from catalogue.problems import MAX_A_FILE, Problem, merged, name_of
from catalogue.reading import examine_document, examine_yaml
from catalogue.texts import read_bytes
from catalogue.values import Value
from catalogue.wrong_keys import misspelt, misspelt_key
from catalogue.yaml_scalars import quoted
from catalogue.yaml_tree import KeyPath

_MENDED = {"yaml-indent", "yaml-tab", "yaml-dash", "yaml-no-colon", "yaml-special-start"}
_ECHOES = {"unknown-key", "missing-key", "wrong-type"}
"""What may only follow from how a line was mended."""
_STRUCTURAL = {"missing", "extra_forbidden", "tuple_type", "model_type", "union_tag_not_found"}
_MAX_DEPTH = 6
"""Keys may be misspelt inside a field whose key is misspelt; no field is deeper."""

Model = TypeVar("Model", bound=Value)
Validated = tuple[Model | None, list[ErrorDetails]]
"""A value, None where anything is wrong, and what is wrong."""


def check_file(
    path: Path,
    model: type[Model],
    context: Mapping[str, object],
    rules: Callable[[Document], Iterable[Problem]],
) -> Checked[Model]:
    """Read and check a file: a vocabulary (.yml), or text with front matter.

    Its value may be one although `rules` find something wrong. Raise ContentError where it cannot
    be read.
    """
    name = name_of(path)
    examine = examine_yaml if path.suffix == ".yml" else examine_document
    document = examine(
        read_bytes(path, name), name, lambda data: count_mistakes(data, model, context)
    )
    checked = check_document(document, model, context)
    return replace(checked, problems=[*checked.problems, *rules(checked.document)])


def count_mistakes(
    data: Mapping[str, object], model: type[Model], context: Mapping[str, object]
) -> int:
    """How many mistakes the types find in the structure of front matter: in keys and lists."""
    _, errors = _validate(data, model, context)
    return sum(
        error["type"] in _STRUCTURAL
        or (error["type"].endswith("_type") and isinstance(error["input"], (tuple, Mapping)))
        for error in errors
    )


def check_document(
    document: Document, model: type[Model], context: Mapping[str, object]
) -> Checked[Model]:
    """Check a document's front matter against `model`.

    Of a value that has been told of (while reading, or because it is empty) nothing more is told.
    """
    mended = {problem.line for problem in document.problems if problem.code in _MENDED}
    document, found, (value, errors) = _with_right_keys(document, model, context)
    wrong: set[KeyPath] = set()
    better: dict[int, str] = {}  # where a line read as it was meant would still be wrong
    for complaint in (Complaint.of(error, model, document) for error in errors):
        wrong.add(complaint.path)
        if not _is_echo(complaint):
            found.append(explain(complaint))
        elif complaint.path in document.tree.settled:
            better[document.value_place(complaint.path)[0]] = explain(complaint).fix
    problems = [
        *(replace(p, fix=better.get(p.line, p.fix)) for p in document.problems),
        *_empty_values(document),
        *(p for p in found if p.line not in mended or p.code not in _ECHOES),
    ]
    for path, reading in document.tree.traps.items():
        if path not in wrong and not _is_told(path, document.tree.settled):
            problems.append(_trap(document, path, reading))
    return Checked(
        value=None if problems else value,
        document=document,
        problems=_with_one_fix(document, problems),
    )


def _validate(
    data: Mapping[str, object], model: type[Model], context: Mapping[str, object]
) -> Validated[Model]:
    try:
        return model.model_validate(data, context=dict(context)), []
    except ValidationError as error:
        return None, list(islice(error.errors(include_url=False), MAX_A_FILE + 1))


def _with_right_keys(
    document: Document, model: type[Model], context: Mapping[str, object]
) -> tuple[Document, list[Problem], Validated[Model]]:
    """The document with its misspelt keys put right, each of them as a problem, and what it is."""
    problems: list[Problem] = []
    for _ in range(_MAX_DEPTH):
        validated = _validate(document.data, model, context)
        _, errors = validated
        complaints = [Complaint.of(error, model, document) for error in errors]
        missing = frozenset(c.path for c in complaints if c.kind == "missing")
        before = document
        for complaint in complaints:
            complaint = replace(complaint, document=document)
            if meant := misspelt(complaint, missing):
                problems.append(misspelt_key(complaint, *meant))
                document = document.with_key(*meant)
        if document is before:
            return document, problems, validated
    return document, problems, _validate(document.data, model, context)


def _with_one_fix(document: Document, problems: list[Problem]) -> list[Problem]:
    """Of several problems with one line, all show the line mended for all of them.

    Keys and values are read from the line as it is after its YAML has been mended.
    """
    first = set(document.problems).difference(document.tree.problems)
    mended = {p.line: p.fix for p in problems if p.fix and p in first}
    later: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.fix and problem not in first:
            later[problem.line].append(problem.fix)
    mended |= {line: merged(document.lines[line - 1], fixes) for line, fixes in later.items()}
    return [replace(p, fix=mended[p.line]) if p.fix else p for p in problems]


def _is_echo(complaint: Complaint) -> bool:
    """Whether a complaint only follows from what has been told of."""
    document, path = complaint.document, complaint.path
    told = document.tree.settled.union(document.tree.empty)
    code = getattr(complaint.context.get("error"), "code", "")
    if path[-1:] == ("closes",) and complaint.kind == "extra_forbidden":
        # Told with the opening date, which may not be there either.
        return (*path[:-1], "opens") in document.tree.keys
    if path[-1:] == ("months",) and complaint.kind == "missing":
        # With dates, the kind of the window is wrong; that is told at the dates.
        return any((*path[:-1], key) in document.tree.keys for key in ("opens", "closes"))
    if complaint.kind == "missing" and not document.complete:
        return True
    if complaint.kind == "too_short":
        # The library counts a list without the items that are wrong, which are told of.
        return bool(len(complaint.found) >= complaint.context["min_length"])
    if code == "text-blanks":
        # A surplus --- in a text of several lines is read as an empty line.
        return any(problem.code == "fence-extra" for problem in document.problems)
    if code == "window-no-date":
        return _is_told((*path, "opens"), told) or _is_told((*path, "closes"), told)
    return _is_told(path, told)


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
