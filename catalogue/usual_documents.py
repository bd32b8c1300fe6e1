"""A content file as nearly all are in; its value, and the document without places, quickly, out.

None where anything about it needs a closer look, which `reading` and `checking` take. They and
this room ask the same types and the same rules what is wrong with a file.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from catalogue.documents import Checked, Document
from catalogue.fences import split_usual
from catalogue.problems import Problem, name_of
from catalogue.texts import read_bytes, text_of
from catalogue.usual_yaml import read_usual
from catalogue.values import Value
from catalogue.yaml_tree import Tree

Model = TypeVar("Model", bound=Value)


def check_usual_file(
    path: Path,
    model: type[Model],
    context: Mapping[str, object],
    rules: Callable[[Document], Iterable[Problem]],
) -> Checked[Model] | None:
    """A vocabulary (.yml), or text with front matter, with nothing wrong in it.

    Raise ContentError where it cannot be read.
    """
    name = name_of(path)
    usual = usual_yaml if path.suffix == ".yml" else usual_document
    document = usual(read_bytes(path, name), name)
    if document is None:
        return None
    try:
        value = model.model_validate(document.data, context=dict(context))
    except ValidationError:
        return None
    if any(rules(document)):
        return None
    return Checked(value=value, document=document, problems=[])


def usual_document(raw: bytes, name: str) -> Document | None:
    """A Markdown text with front matter; raise ContentError where it is no text at all."""
    text, problems = text_of(raw, name)
    split = None if problems else split_usual(text)
    data = read_usual(split[0]) if split else None
    return None if split is None or data is None else _document(name, text, data, split[1])


def usual_yaml(raw: bytes, name: str) -> Document | None:
    """A YAML text (a vocabulary); raise ContentError as above."""
    text, problems = text_of(raw, name)
    data = None if problems else read_usual(text)
    return None if data is None else _document(name, text, data, "")


def _document(name: str, text: str, data: Mapping[str, object], body: str) -> Document:
    return Document(
        path=name,
        lines=tuple(text.split("\n")),
        tree=Tree(
            data=data,
            keys={},
            spans={},
            empty=(),
            traps={},
            settled=frozenset(),
            problems=(),
        ),
        body=body,
        body_line=1,
        end_line=1,
        problems=(),
        complete=True,
    )
