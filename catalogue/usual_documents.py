"""A content file as nearly all are in; its values and its body, quickly and without places, out.

None where anything about it needs a closer look, which `reading` takes. What the values are worth
the types and `rules` say, of both alike.
"""

from collections.abc import Mapping

from catalogue.documents import Document
from catalogue.fences import split_usual
from catalogue.texts import text_of
from catalogue.usual_yaml import read_usual
from catalogue.yaml_tree import Tree


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
