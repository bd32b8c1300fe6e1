"""YAML that does not parse in; the line that is wrong, why, and that line mended, out.

A parser names the place where it gave up, often far below the mistake (an opening quote without
an end swallows half a file). So the usual mistakes are sought line by line, each with its cure,
and a cure counts only if the parser gets further with it. With the mended text the rest of the
file can be checked too, so that one mistake does not hide the others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import yaml

from catalogue.problems import Problem
from catalogue.strict_yaml import syntax_error
from catalogue.yaml_cures import (
    Cure,
    has_odd_indent,
    indent_cures,
    irregularity,
    line_cures,
    odd_indent_cures,
    stray_line,
)

MAX_MENDED = 20
"""Mistakes mended in one file; after that the file is not what it claims to be."""
MAX_LENGTH = 32 * 1024
"""Longer texts are not mended: every cure costs a parse."""
_MAX_TRIED = 200
_NEAR = 4

Judge = Callable[[str], int]
"""How many mistakes a mended text still has; the best of several cures leaves fewest."""

_BLANK_CODES = ("yaml-indent", "yaml-tab", "yaml-fullwidth-space")
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
        odd = next((i for i, line in enumerate(lines) if has_odd_indent(line)), None)
        error = syntax_error("\n".join(lines))
        if odd is None and error is None:
            return Mended(text="\n".join(lines), problems=tuple(problems), certain=certain)
        cure = None
        if len(text) <= MAX_LENGTH:
            cure = _best_cure(lines, odd, error, judge)
        if cure is None:
            index, column, message, code = _untold(lines, odd, error)
            source = lines[index]
            problems.append(_problem(name, first_line + index, column, code, message, source))
            return tuple(problems)
        fix = cure.line.strip() if cure.certain else ""
        if cure.code in _BLANK_CODES:
            fix = cure.line  # nothing but the blanks differs
        source = lines[cure.index]
        line = first_line + cure.index
        problems.append(_problem(name, line, cure.column, cure.code, cure.message, source, fix))
        lines[cure.index] = cure.line
        certain = certain and cure.certain
    return tuple(problems)


def _problem(
    name: str, line: int, column: int, code: str, message: str, source: str, fix: str = ""
) -> Problem:
    return Problem(
        path=name, line=line, column=column, message=message, code=code, fix=fix, source=source
    )


def _best_cure(
    lines: Sequence[str], odd: int | None, error: yaml.MarkedYAMLError | None, judge: Judge
) -> Cure | None:
    """The cure after which the parser gets furthest and fewest mistakes are left."""
    best: tuple[tuple[int, ...], Cure] | None = None
    reached = _reached(error) if odd is None else -1
    cures = odd_indent_cures(lines, odd) if odd is not None else _cures(lines, reached)
    for cure in islice(cures, _MAX_TRIED):
        mended = "\n".join((*lines[: cure.index], cure.line, *lines[cure.index + 1 :]))
        now = _reached(syntax_error(mended))
        if now <= reached:
            continue
        rank: tuple[int, ...] = (now, int(cure.certain))
        if now == _END:
            left = judge(mended) if cure.certain else _END
            rank = (now, -left, -irregularity(mended.split("\n")))
        if best is None or rank > best[0]:
            best = rank, cure
    return best[1] if best else None


def _reached(error: yaml.MarkedYAMLError | None) -> int:
    """The line, from 0, on which the parser gave up."""
    if error is None:
        return _END
    mark = error.problem_mark or error.context_mark
    return mark.line if mark else 0


def _cures(lines: Sequence[str], reached: int) -> Iterator[Cure]:
    """Cures of the lines up to the one on which the parser gave up, the nearest lines first."""
    written = [i for i in range(min(reached + 1, len(lines))) if lines[i].strip()]
    near, far = written[-_NEAR:], written[:-_NEAR]
    for index in reversed(near):
        yield from line_cures(lines, index)
    for index in reversed(near):
        yield from indent_cures(lines, index)
    for index in reversed(far):
        yield from line_cures(lines, index)
    for index in reversed(written[-2:]):
        yield stray_line(lines, index)


def _untold(
    lines: Sequence[str], odd: int | None, error: yaml.MarkedYAMLError | None
) -> tuple[int, int, str, str]:
    """Line from 0, column, message and code where no cure helps: what the parser says."""
    if odd is not None:
        cure = next(iter(odd_indent_cures(lines, odd)))
        return odd, cure.column, cure.message, cure.code
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
