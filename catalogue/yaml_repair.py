"""YAML that does not parse in; the line that is wrong, why, and that line mended, out.

A parser names the place where it gave up, often far below the mistake (an opening quote without
an end swallows half a file). So the usual mistakes are sought line by line, each with its cure,
and a cure counts only if the parser gets further with it. With the mended text the rest of the
file can be checked too, so that one mistake does not hide the others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

import yaml

from catalogue.problems import Problem
from catalogue.strict_yaml import syntax_error
from catalogue.yaml_cures import Cure
from catalogue.yaml_layout import (
    has_odd_indent,
    indent_cures,
    irregularity,
    line_cures,
    odd_indent_cures,
    stray_line,
    swallows,
)

MAX_MENDED = 20
"""Mistakes mended in one file; after that the file is not what it claims to be."""
MAX_LENGTH = 32 * 1024
"""Longer texts are not mended: every cure costs a parse."""
_MAX_TRIED = 200
_NEAR = 4

Judge = Callable[[str], int]
"""How many mistakes a mended text still has; the best of several cures leaves fewest."""

_END = 1 << 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """A text that parses, what was wrong with it, and whether it says all that was meant."""

    text: str
    problems: tuple[Problem, ...]
    certain: bool


def mend(text: str, name: str, first_line: int, judge: Judge) -> Mended | tuple[Problem, ...]:
    """The text so that it parses; only its problems where that cannot be done.

    `first_line` is the number of its first line in the file `name`.
    """
    lines = text.split("\n")
    problems: list[Problem] = []
    certain = True
    for _ in range(MAX_MENDED):
        fault = _first_fault(lines)
        if fault is None:
            told = tuple(_one_a_block(problems))
            return Mended(text="\n".join(lines), problems=told, certain=certain)
        cure = _best_cure(fault, judge) if len(text) <= MAX_LENGTH else None
        if cure is None:
            index, column, message, code = _untold(fault)
            source = lines[index]
            problems.append(_problem(name, first_line + index, column, code, message, source))
            return tuple(problems)
        fix = cure.line.rstrip() if cure.certain else ""
        source = lines[cure.index]
        line = first_line + cure.index
        problems.append(_problem(name, line, cure.column, cure.code, cure.message, source, fix))
        lines[cure.index] = cure.line
        certain = certain and cure.certain
    return tuple(problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fault:
    """Where a text stops making sense: a line, from 0, with odd blanks, or the parser's error.

    `lines` are those in which a cure must help: up to the next line with odd blanks, which is
    a fault of its own.
    """

    lines: Sequence[str]
    odd: int | None = None
    error: yaml.MarkedYAMLError | None = None


def _first_fault(lines: Sequence[str]) -> _Fault | None:
    odd = [index for index, line in enumerate(lines) if has_odd_indent(line)]
    before = lines[: odd[0]] if odd else lines
    error = syntax_error("\n".join(before))
    if error is not None and not (odd and _goes_on(error, before)):
        return _Fault(lines=before, error=error)
    if odd:
        return _Fault(lines=lines[: odd[1]] if len(odd) > 1 else lines, odd=odd[0])
    return None


def _goes_on(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> bool:
    """Whether a list in brackets is only cut off at the end of the lines."""
    mark = error.problem_mark
    return "flow" in (error.context or "") and mark is not None and mark.line >= len(lines) - 1


def _one_a_block(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Of stray lines that follow one another, such as a pasted table, the first only."""
    stray = {problem.line for problem in problems if problem.code == "yaml-stray-line"}
    for problem in problems:
        if problem.line not in stray:
            yield problem
        elif problem.line - 1 not in stray:
            last = next(line for line in count(problem.line) if line + 1 not in stray)
            until = f"（到第 {last} 行都是）" if last > problem.line else ""
            yield replace(problem, message=until + problem.message)


def _problem(
    name: str, line: int, column: int, code: str, message: str, source: str, fix: str = ""
) -> Problem:
    return Problem(
        path=name, line=line, column=column, message=message, code=code, fix=fix, source=source
    )


def _best_cure(fault: _Fault, judge: Judge) -> Cure | None:
    """The cure after which the parser gets furthest and fewest mistakes are left."""
    lines = fault.lines
    best: tuple[tuple[int, ...], Cure] | None = None
    reached = -1 if fault.odd is not None else _reached(fault.error, lines)
    if fault.odd is not None:
        cures = odd_indent_cures(lines, fault.odd)
    else:
        cures = _cures(lines, reached, _began(fault.error))
    for cure in islice(cures, _MAX_TRIED):
        mended = [*lines[: cure.index], cure.line, *lines[cure.index + 1 :]]
        now = _reached(syntax_error("\n".join(mended)), mended)
        if now <= reached or (best and (now, cure.certain) < best[0][:2]):
            continue
        rank: tuple[int, ...] = (now, int(cure.certain))
        if cure.certain:
            left = _mistakes_left(mended[:now], judge)
            rank = (*rank, -left, -irregularity(mended[:now]))
        if best is None or rank > best[0]:
            best = rank, cure
    return best[1] if best else None


def _mistakes_left(lines: Sequence[str], judge: Judge) -> int:
    """Of what parses: the lines above the one at which the parser gives up, or a few fewer."""
    end = len(lines)
    while syntax_error("\n".join(lines[:end])) is not None and end > len(lines) - _NEAR:
        end -= 1
    return judge("\n".join(lines[:end]) + "\n")


def _reached(error: yaml.MarkedYAMLError | None, lines: Sequence[str]) -> int:
    """The line, from 0, on which the parser gave up, or which swallowed what follows it."""
    if error is None:
        return _END
    mark = error.problem_mark or error.context_mark
    reached = mark.line if mark else 0
    return next((i for i in range(min(reached, len(lines))) if swallows(lines, i)), reached)


def _began(error: yaml.MarkedYAMLError | None) -> int:
    """The line, from 0, on which what the parser could not end began."""
    mark = error and error.context_mark
    return mark.line if mark else -1


def _cures(lines: Sequence[str], reached: int, began: int) -> Iterator[Cure]:
    """Cures of the lines up to the one on which the parser gave up, the nearest lines first."""
    written = [i for i in range(min(reached + 1, len(lines))) if lines[i].strip()]
    near = [i for i in written if i in written[-_NEAR:] or i == began]
    far = [i for i in written if i not in near]
    for index in reversed(near):
        yield from line_cures(lines, index)
    for index in reversed(near):
        yield from indent_cures(lines, index)
    for index in reversed(far):
        yield from line_cures(lines, index)
    for index in reversed(written[-2:]):
        yield stray_line(lines, index)


def _untold(fault: _Fault) -> tuple[int, int, str, str]:
    """Line from 0, column, message and code where no cure helps: what the parser says."""
    lines, error = fault.lines, fault.error
    if fault.odd is not None:
        cure = next(iter(odd_indent_cures(lines, fault.odd)))
        return fault.odd, cure.column, cure.message, cure.code
    assert error is not None
    problem = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if "quoted scalar" in problem or "flow" in problem or "simple key" in problem:
        mark = error.context_mark or mark
    index = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column + 1 if mark else 1
    code, message = _parser_message(problem)
    return index, min(column, len(lines[index]) + 1), message, code


def _parser_message(problem: str) -> tuple[str, str]:
    """The parser's complaint as an editor can act on it."""
    if "quoted scalar" in problem:
        return "yaml-quote", "引號沒有成對：開頭有引號，卻找不到結尾的引號。"
    if "mapping values are not allowed" in problem:
        return (
            "yaml-colon-in-text",
            '這裡的半形冒號不是欄位的冒號；若是內容，請把整個內容用半形雙引號 " 包起來，'
            "若是欄位，請檢查縮排。",
        )
    if "could not find expected ':'" in problem:
        return "yaml-no-colon", "欄位名稱後面少了半形冒號和空白（例如 title: 內容）。"
    if "cannot start any token" in problem or "alphabetic or numeric" in problem:
        return "yaml-special-start", '內容以特殊符號開頭，請用半形雙引號 " 把整個內容包起來。'
    if "flow sequence" in problem or "flow mapping" in problem:
        return "yaml-bracket", "方括號 [ ] 或大括號 { } 沒有成對，或項目之間少了半形逗號。"
    if "block" in problem:
        return "yaml-indent", "縮排沒有對齊：同一層的欄位，前面的空白數要一樣。"
    return "yaml-syntax", "這裡不是正確的 YAML，請和其他措施的檔案比對這一行的寫法。"
