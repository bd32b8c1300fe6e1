"""Problems in; the lines that tell a person, GitHub or a program of them, out."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from catalogue.faults import title_of
from catalogue.problems import Problem

Format = Literal["terminal", "github", "json"]
FORMATS: tuple[Format, ...] = ("terminal", "github", "json")
MAX_COLUMNS = 96
"""Of a line of the file shown on a terminal; longer ones are cut around the place meant."""

_RED, _YELLOW, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def format_problems(problems: Iterable[Problem], form: Format, *, colour: bool = False) -> str:
    """The problems, without a line feed at the end; `colour` is for a terminal.

    terminal: `path:line:column: 錯誤：…`, the line, and the line mended; github: workflow
    commands; json: one array of objects with path, line, column, severity, code, title, message
    and fix (null where there is none).
    """
    if form == "json":
        return json.dumps([_record(problem) for problem in problems], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(map(_annotation, problems))
    return "\n".join(_on_terminal(problem, colour) for problem in problems)


def summary(warnings: Sequence[Problem]) -> str:
    """How many warnings there are of each kind, the most frequent first; one line a kind."""
    counts = Counter(problem.code for problem in warnings)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"  {count:4} 則  {title_of(code)} [{code}]" for code, count in ordered)


def _record(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "title": title_of(problem.code),
        "message": problem.message,
        "fix": problem.fix or None,
    }


def _on_terminal(problem: Problem, colour: bool) -> str:
    is_error = problem.severity == "error"
    bold, plain, green = (_BOLD, _PLAIN, _GREEN) if colour else ("", "", "")
    hue = (_RED if is_error else _YELLOW) if colour else ""
    place = f"{problem.path}:{problem.line}:{problem.column}:"
    label = "錯誤" if is_error else "提醒"
    lines = [f"{bold}{place}{plain} {hue}{label}：{plain}{problem.message} [{problem.code}]"]
    if problem.source.strip():
        shown, column = _window(problem.source, problem.column)
        margin = f"{problem.line:>6} | "
        lines.append(f"{margin}{shown}")
        lines.append(f"{' ' * 6} | {' ' * _width(shown[: column - 1])}{hue}^{plain}")
    if problem.fix:
        lines.append(f"  改成 | {green}{problem.fix}{plain}")
    return "\n".join(lines)


def _window(source: str, column: int) -> tuple[str, int]:
    """The part of a long line around `column` (from 1), and the column in it."""
    text = "".join(c if c.isprintable() else " " for c in source)
    start = 0
    while start < column - 1 and _width(text[start : column - 1]) > MAX_COLUMNS // 2:
        start += max(1, (column - 1 - start) // 2)
    end = len(text)
    while end > column and _width(text[start:end]) > MAX_COLUMNS:
        end -= max(1, (end - column) // 4)
    shown = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return shown.rstrip(), column - start + (1 if start else 0)


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: two for most Chinese characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _annotation(problem: Problem) -> str:
    """A workflow command; GitHub shows it beside the line that it names.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    properties = {
        "file": problem.path,
        "line": problem.line,
        "col": problem.column,
        "title": f"{title_of(problem.code)} ({problem.code})",
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    fix = f"\n整行改成：\n{problem.fix}" if problem.fix else ""
    return f"::{problem.severity} {listed}::{_data(problem.message + fix)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
