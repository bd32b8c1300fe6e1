"""Problems in content: what an editor is told, and how a list of them is printed.

A problem names its place as `path:line:column` and says, in Traditional Chinese, what is wrong,
what was found and what is expected.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1. Sorts by place."""

    path: str
    line: int
    column: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        label = "錯誤" if self.severity == "error" else "提醒"
        return f"{self.path}:{self.line}:{self.column}: {label}：{self.message}"


class ContentError(Exception):
    """Content that cannot be published: every problem found, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def suggestion(found: str, known: Iterable[str]) -> str:
    """「，是不是「…」？」 with the closest known word, or a full stop where none is close."""
    words = list(known)
    near = difflib.get_close_matches(found, words, n=1, cutoff=0.5)
    near = (
        near or [word for word in words if len(found) >= 2 and (found in word or word in found)][:1]
    )
    return f"，是不是「{near[0]}」？" if near else "。"
