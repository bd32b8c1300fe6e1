"""A content file in; its front matter with the place of every key and value, and its body, out.

What can be read although it is wrong is read, with the problems noted, so that one mistake does
not hide the next; `Document.problems` says what. Nothing is published while there is any.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import yaml

from catalogue.documents import Document
from catalogue.fences import split_front_matter
from catalogue.problems import ContentError, Problem
from catalogue.strict_yaml import FatalError, compose
from catalogue.texts import read_bytes, text_of
from catalogue.yaml_layout import lost_dash, with_cure
from catalogue.yaml_repair import mend
from catalogue.yaml_tree import KeyPath, Place, Tree

_MAX_LOST = 20
"""Dashes put back in one file: each costs a reading."""
_ODD_INDENT = re.compile(r"^ *[^\S\n ]", re.MULTILINE)

Judge = Callable[[Mapping[str, object]], int]
"""How many mistakes front matter still has: tells the better of two ways to mend its YAML."""


def read_document(path: Path, name: str) -> Document:
    """Read a Markdown file with front matter that has no fault; `name` is its path in messages.

    Raise ContentError with every problem of the file and its YAML.
    """
    return without_fault(examine_document(read_bytes(path, name), name))


def without_fault(document: Document) -> Document:
    """The document itself; raise ContentError where it has problems."""
    if document.problems:
        raise ContentError(document.problems)
    return document


def examine_document(raw: bytes, name: str, judge: Judge | None = None) -> Document:
    """Read a Markdown text with front matter, faults and all.

    Raise ContentError only where nothing more can be found out.
    """
    text, problems = text_of(raw, name)
    split = split_front_matter(text, name)
    problems += split.problems
    if split.front_line == 0:
        raise ContentError(problems)
    lines = text.split("\n")
    tree, complete = _front_matter(split.front, name, split.front_line, lines, problems, judge)
    return Document(
        path=name,
        lines=tuple(lines),
        tree=tree,
        body=split.body,
        body_line=split.body_line,
        end_line=split.end_line,
        problems=tuple(problems + list(tree.problems)),
        complete=complete and split.complete,
    )


def parse_yaml(
    text: str, name: str, first_line: int
) -> tuple[Mapping[str, object], Mapping[KeyPath, Place]]:
    """YAML text without fault or trap to plain values and the places of keys; see `Tree`.

    Raise ContentError.
    """
    problems: list[Problem] = []
    lines = [""] * (first_line - 1) + text.split("\n")
    tree, complete = _front_matter(text, name, first_line, lines, problems, None)
    problems += tree.problems
    if problems or tree.traps or not complete:
        message = "這裡的 YAML 有問題。"
        raise ContentError(problems or [Problem(path=name, line=1, column=1, message=message)])
    return tree.data, tree.keys


def examine_yaml(raw: bytes, name: str, judge: Judge | None = None) -> Document:
    """Read a YAML text (a vocabulary), faults and all; raise ContentError as above."""
    text, problems = text_of(raw, name)
    lines = text.split("\n")
    tree, complete = _front_matter(text, name, 1, lines, problems, judge)
    return Document(
        path=name,
        lines=tuple(lines),
        tree=tree,
        body="",
        body_line=len(lines),
        end_line=len(lines),
        problems=tuple(problems + list(tree.problems)),
        complete=complete,
    )


def _front_matter(
    text: str, name: str, first: int, lines: list[str], problems: list[Problem], judge: Judge | None
) -> tuple[Tree, bool]:
    """The tree of a YAML text and whether that is all of it; raise ContentError.

    Where it does not parse it is mended: what was wrong is added to `problems`, and `lines`, those
    of the file, become those that are read.
    """
    try:
        return _composed(text, name, first, lines, problems, judge)
    except FatalError as fatal:
        raise ContentError([*problems, fatal.problem]) from None
    except yaml.YAMLError:
        message = "這裡不是正確的 YAML，請和其他措施的檔案比對寫法。"
        problem = Problem(path=name, line=first, column=1, message=message, code="yaml-syntax")
        raise ContentError([*problems, problem]) from None


def _composed(
    text: str, name: str, first: int, lines: list[str], problems: list[Problem], judge: Judge | None
) -> tuple[Tree, bool]:
    def read(candidate: str) -> Tree:
        return compose(candidate, name, first, lines)

    def mistakes_left(candidate: str) -> int:
        try:
            tree = read(candidate)
        except (yaml.YAMLError, FatalError):
            return 1 << 20
        return len(tree.problems) + len(tree.empty) + (judge(tree.data) if judge else 0)

    def write(mended: str) -> Tree:
        written = mended.removesuffix("\n").split("\n")
        lines[first - 1 : first - 1 + len(written)] = written
        return read(mended)

    tree, certain = None, True
    # Odd blanks in the indentation are refused even where the parser would let them pass.
    if _ODD_INDENT.search(text) is None:
        with suppress(yaml.YAMLError):
            tree = read(text)
    if tree is None:
        mended = mend(text, name, first, mistakes_left)
        if isinstance(mended, tuple):
            raise ContentError([*problems, *mended])
        problems += mended.problems
        text, certain = mended.text, mended.certain
        tree = write(text)
    repeated = [problem for problem in tree.problems if problem.code == "duplicate-key"]
    for problem in repeated[:_MAX_LOST]:
        cure = lost_dash(text.split("\n"), problem.line - first)
        if cure and mistakes_left(dashed := with_cure(text, cure)) < mistakes_left(text):
            problems.append(
                Problem(
                    path=name,
                    line=problem.line,
                    column=cure.column,
                    message=cure.message,
                    code=cure.code,
                    fix=cure.line,
                    source=problem.source,
                )
            )
            text = dashed
            tree = write(text)
    return tree, certain
