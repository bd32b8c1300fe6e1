"""A content file in; its front matter with the place of every key and value, and its body, out.

What can be read although it is wrong is read, with the problems noted, so that one mistake does
not hide the next; `Document.problems` says what. Nothing is published while there is any.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from catalogue.fences import split_front_matter, split_usual
from catalogue.problems import ContentError, Problem
from catalogue.strict_yaml import FatalError, compose
from catalogue.texts import read_text
from catalogue.usual_yaml import read_usual
from catalogue.yaml_layout import lost_dash, with_cure
from catalogue.yaml_repair import mend
from catalogue.yaml_tree import KeyPath, Place, Span, Tree

_MAX_LOST = 20
"""Dashes put back in one file: each costs a reading."""
_ODD_INDENT = re.compile(r"^ *[^\S\n ]", re.MULTILINE)

Judge = Callable[[Mapping[str, object]], int]
"""How many mistakes front matter still has: tells the better of two ways to mend its YAML."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One read file; `lines` are those of the file, `body_line` is where the body begins.

    `complete` is False where a part of the front matter could not be made out: what is missing
    then says nothing.
    """

    path: str
    lines: tuple[str, ...]
    tree: Tree
    body: str
    body_line: int
    end_line: int
    problems: tuple[Problem, ...]
    complete: bool

    @property
    def data(self) -> Mapping[str, object]:
        return self.tree.data

    def place(self, keys: KeyPath) -> Place:
        """The place of the key or list item, or of the longest known beginning of `keys`."""
        while keys and keys not in self.tree.keys:
            keys = keys[:-1]
        return self.tree.keys.get(keys, (1, 1))

    def value_place(self, keys: KeyPath) -> Place:
        """The place where the value of `keys` begins, else that of the key."""
        span = self.tree.spans.get(keys)
        return span[:2] if span else self.place(keys)

    def problem(
        self, place: Place, code: str, message: str, *, fix: str = "", severity: str = "error"
    ) -> Problem:
        """A problem of this file; `fix` is a whole corrected line."""
        line, column = place
        return Problem(
            path=self.path,
            line=line,
            column=column,
            message=message,
            code=code,
            severity="warning" if severity == "warning" else "error",
            fix=fix,
            source=self.lines[line - 1] if line <= len(self.lines) else "",
        )

    def written(self, keys: KeyPath) -> str:
        """The value of `keys` as it stands in the file, where that is on one line."""
        line, start, last, end = self.tree.spans.get(keys, (1, 1, 0, 1))
        return self.lines[line - 1][start - 1 : end - 1] if line == last else ""

    def corrected(self, keys: KeyPath, right: str) -> str:
        """The line of the value of `keys` with `right` in its place; empty for several lines."""
        span = self.tree.spans.get(keys)
        return "" if span is None else self._with(span, right)

    def renamed(self, keys: KeyPath, right: str) -> str:
        """The line of the last key of `keys` with `right` as its name."""
        line, column = self.place(keys)
        length = len(str(keys[-1]))
        if self.lines[line - 1][column - 1 : column - 1 + length] != keys[-1]:
            return ""
        return self._with((line, column, line, column + length), right)

    def with_key(self, keys: KeyPath, right: str) -> "Document":
        """The same with `right` as the name of the last key of `keys`, in its line too."""
        line, column = self.place(keys)
        written = self.renamed(keys, right)
        shift = len(right) - len(str(keys[-1])) if written else 0
        lines = list(self.lines)
        lines[line - 1] = written or lines[line - 1]
        new = (*keys[:-1], right)
        return replace(
            self, lines=tuple(lines), tree=self.tree.renamed(keys, new, (line, column), shift)
        )

    def _with(self, span: Span, right: str) -> str:
        line, start, last, end = span
        if line != last or "\n" in right:
            return ""
        source = self.lines[line - 1]
        return (source[: start - 1] + right + source[end - 1 :]).rstrip()


def read_document(path: Path, name: str) -> Document:
    """Read a Markdown file with front matter that has no fault; `name` is its path in messages.

    Raise ContentError with every problem of the file and its YAML.
    """
    document = examine_document(path, name)
    if document.problems:
        raise ContentError(document.problems)
    return document


def examine_document(path: Path, name: str, judge: Judge | None = None) -> Document:
    """Read a Markdown file with front matter, faults and all.

    Raise ContentError only where nothing more can be found out.
    """
    text, problems = read_text(path, name)
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


def read_usual_document(path: Path, name: str) -> Document | None:
    """The same of a file as most are, quickly and without the places of keys and values.

    None where it needs a closer look; raise ContentError where nothing can be found out.
    """
    text, problems = read_text(path, name)
    split = None if problems else split_usual(text)
    if split is None or (data := read_usual(split[0])) is None:
        return None
    lines = tuple(text.split("\n"))
    return Document(
        path=name,
        lines=lines,
        tree=Tree(
            data=data,
            keys={},
            spans={},
            empty=(),
            traps={},
            settled=frozenset(),
            problems=(),
        ),
        body=split[1],
        body_line=1,
        end_line=1,
        problems=(),
        complete=True,
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


def examine_yaml(path: Path, name: str, judge: Judge | None = None) -> Document:
    """Read a YAML file (a vocabulary), faults and all; raise ContentError as above."""
    text, problems = read_text(path, name)
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
