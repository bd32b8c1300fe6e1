"""YAML that does not parse in; the line that is wrong, why, and that line mended, out.

A parser names the place where it gave up, often far below the mistake (an opening quote without
an end swallows half a file). So the usual mistakes are sought line by line, each with its cure,
and a cure counts only if the parser gets further with it. With the mended text the rest of the
file can be checked too, so that one mistake does not hide the others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from catalogue.problems import Problem
from catalogue.yaml_errors import END, error_began, is_cut_off, told
from catalogue.yaml_layout import (
    has_odd_indent,
    indent_cures,
    irregularity,
    line_cures,
    odd_indent_cures,
    stray_line,
)
from catalogue.yaml_reach import Reach, gives_up, reach_of, reached_with
from catalogue.yaml_value_cures import Cure

MAX_MENDED = 20
"""Mistakes mended in one file; after that the file is not what it claims to be."""
MAX_LENGTH = 32 * 1024
"""Longer texts are not mended: every mistake costs a parse of all."""
_MAX_TRIED = 200
_NEAR = 4

Judge = Callable[[str], int]
"""How many mistakes a mended text still has; the best of several cures leaves fewest."""


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
    a fault of its own. `known` is how far the parser gets with those above the first such line.
    """

    lines: Sequence[str]
    known: Reach
    odd: int | None = None


def _first_fault(lines: Sequence[str]) -> _Fault | None:
    odd = [index for index, line in enumerate(lines) if has_odd_indent(line)]
    before = lines[: odd[0]] if odd else lines
    known = reach_of(before)
    if known.error is not None and not (odd and is_cut_off(known.error, before)):
        return _Fault(lines=before, known=known)
    if odd:
        return _Fault(lines=lines[: odd[1]] if len(odd) > 1 else lines, known=known, odd=odd[0])
    return None


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
    lines, known = fault.lines, fault.known
    if fault.odd is not None:
        reached = -1
        cures = odd_indent_cures(lines, fault.odd)
    else:
        reached = known.reached
        cures = _cures(lines, reached, error_began(known.error))
    helpful: dict[tuple[int, bool], list[Cure]] = {}
    for cure in islice(cures, _MAX_TRIED):
        now = reached_with(known, _with(lines, cure), cure.index)
        if now > reached:
            helpful.setdefault((now, cure.certain), []).append(cure)
    if not helpful:
        return None
    now, certain = max(helpful)
    best = helpful[now, certain]
    if not certain or len(best) == 1:
        return best[0]

    def faults_left(cure: Cure) -> tuple[int, int]:
        mended = _with(lines, cure)[:now]
        return _mistakes_left(known, mended, cure.index, judge), irregularity(mended)

    return min(best, key=faults_left)


def _with(lines: Sequence[str], cure: Cure) -> list[str]:
    return [*lines[: cure.index], cure.line, *lines[cure.index + 1 :]]


def _mistakes_left(known: Reach, lines: Sequence[str], mended: int, judge: Judge) -> int:
    """Of what parses: the lines above the one at which the parser gives up, or a few fewer."""
    end = len(lines)
    while gives_up(known, lines[:end], mended) != END and end > len(lines) - _NEAR:
        end -= 1
    return judge("\n".join(lines[:end]) + "\n")


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
    if fault.odd is not None:
        cure = next(iter(odd_indent_cures(fault.lines, fault.odd)))
        return fault.odd, cure.column, cure.message, cure.code
    assert fault.known.error is not None
    return told(fault.known.error, fault.lines)
