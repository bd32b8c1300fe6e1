"""The error of a YAML parser in; where it is, and what an editor can do about it, out."""

from collections.abc import Sequence

import yaml

END = 1 << 30
"""The line of no error: the parser gets to the end."""


def error_line(error: yaml.MarkedYAMLError | None) -> int:
    """The line, from 0, on which the parser gave up."""
    if error is None:
        return END
    mark = error.problem_mark or error.context_mark
    return mark.line if mark else 0


def error_began(error: yaml.MarkedYAMLError | None) -> int:
    """The line, from 0, on which what the parser could not end began; -1 where it does not say."""
    mark = error and error.context_mark
    return mark.line if mark else -1


def is_cut_off(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> bool:
    """Whether a list in brackets is only cut off at the end of the lines."""
    mark = error.problem_mark
    return "flow" in (error.context or "") and mark is not None and mark.line >= len(lines) - 1


def told(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, int, str, str]:
    """Line from 0, column, message and code of an error in some lines: what the parser says."""
    problem = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if "quoted scalar" in problem or "flow" in problem or "simple key" in problem:
        mark = error.context_mark or mark
    index = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column + 1 if mark else 1
    code, message = _message(problem)
    return index, min(column, len(lines[index]) + 1), message, code


def _message(problem: str) -> tuple[str, str]:
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
