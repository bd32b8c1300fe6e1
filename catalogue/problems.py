"""Problems in content: what an editor is told, and where.

A problem names its place as `path:line:column` and says, in Traditional Chinese, what is wrong,
what was found and what is expected; `code` names its kind (`faults` explains each), `fix` is the
corrected line, ready to paste. `diagnostics` prints them.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]

MAX_A_FILE = 100
"""Problems told of one file: more of them help nobody, and a binary file has thousands."""


MAX_FIX = 1000
"""Characters of a corrected line that is still of use to paste."""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1. Sorts by place."""

    path: str
    line: int
    column: int
    message: str
    code: str = "other"
    severity: Severity = "error"
    fix: str = ""
    """The whole line as it should be; empty where the cure is not certain."""
    source: str = field(default="", compare=False)
    """The line as it stands in the file; empty where the file as a whole is meant."""

    def __str__(self) -> str:
        label = "錯誤" if self.severity == "error" else "提醒"
        fix = f"請改成：{self.fix.strip()}" if self.fix else ""
        return f"{self.path}:{self.line}:{self.column}: {label}：{self.message}{fix}"


class ContentError(Exception):
    """Content that cannot be published: every problem found, in order, but not too many a file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        by_file = groupby(sorted(set(problems)), key=attrgetter("path"))
        self.problems = tuple(chain.from_iterable(_at_most(found) for _, found in by_file))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ContentError"], tuple[tuple[Problem, ...]]]:
        return ContentError, (self.problems,)  # it may be raised in another process


class WrongValueError(ValueError):
    """A value that cannot be meant: raised by the types, explained in Chinese.

    `right` is the value that was meant, where that is certain, as it should be written.
    """

    def __init__(self, code: str, message: str, right: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.right = right


def _at_most(problems: Iterable[Problem]) -> list[Problem]:
    """The first problems of one file, by place, each with a line that can be read."""
    found = [
        replace(problem, fix="") if len(problem.fix) > MAX_FIX else problem for problem in problems
    ]
    if len(found) > MAX_A_FILE:
        last = found[MAX_A_FILE - 1]
        found[MAX_A_FILE - 1 :] = [
            Problem(
                path=last.path,
                line=last.line,
                column=last.column,
                message="這個檔案還有更多問題，先改好前面的再檢查一次。",
                code="too-many",
            )
        ]
    return found


def name_of(path: Path) -> str:
    """A file's path as it is told: what cannot be printed, or would begin a new line, as `\\u{A}`.

    A name that is no text (bytes of an old system) must not break what prints it either.
    """
    name = path.as_posix()
    if name.isprintable():
        return name
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):X}}}" for character in name
    )


def merged(line: str, fixes: Sequence[str]) -> str:
    """The line with what each of the fixes changes in it; the last one where they overlap."""
    changes: list[tuple[int, int, str]] = []
    for fix in fixes:
        start = _alike(line, fix)
        rest = _alike(line[start:][::-1], fix[start:][::-1])
        change = (start, len(line) - rest, fix[start : len(fix) - rest])
        if fix != line and change not in changes:
            changes.append(change)
    changes.sort()
    if any(end > start for (_, end, _), (start, _, _) in pairwise(changes)):
        return fixes[-1]
    for start, end, text in reversed(changes):
        line = line[:start] + text + line[end:]
    return line


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def closest(found: str, known: Iterable[str], also: Mapping[str, str] | None = None) -> str | None:
    """The known word that is most like `found`; `also` maps further names onto known words."""
    names = {_folded(word): word for word in known}
    for name, word in (also or {}).items():
        names.setdefault(_folded(name), word)
    wanted = _folded(found)
    if wanted in names:
        return names[wanted]
    from difflib import get_close_matches  # every command imports this room

    near = get_close_matches(wanted, names, n=1, cutoff=0.55)
    if not near and len(wanted) >= 2:
        near = [name for name in names if len(name) >= 2 and (wanted in name or name in wanted)]
    if not near and len(wanted) >= 4:  # the same words in another order: 診斷訪視
        near = [name for name in names if sorted(name) == sorted(wanted)]
    return names[near[0]] if near else None


def suggestion(found: str, known: Iterable[str]) -> str:
    """「，是不是「…」？」 with the closest known word, or a full stop where none is close."""
    return did_you_mean(closest(found, known))


def did_you_mean(word: str | None) -> str:
    """「，是不是「…」？」, or a full stop."""
    return f"，是不是「{word}」？" if word else "。"


def _folded(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("臺", "台")
    return folded.replace(" ", "").replace("_", "").replace("-", "")
