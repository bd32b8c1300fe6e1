"""A read content file: its values, the place of every key and value, its body. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from catalogue.problems import Problem
from catalogue.yaml_tree import KeyPath, Place, Span, Tree

Model = TypeVar("Model")


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked(Generic[Model]):
    """A checked file: its value, None where the types find anything wrong, and what is wrong.

    `document` is the file with its misspelt keys put right, so that what they hold is seen.
    """

    value: Model | None
    document: Document
    problems: list[Problem]
