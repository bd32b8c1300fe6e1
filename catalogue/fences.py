"""A measure's text in; its front matter and its body, split at the two lines `---`, out.

A missing, surplus or mistyped line is told, and the text is split where the line was meant to
be, so that the rest can be checked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalogue.markup import shown
from catalogue.problems import Problem

FENCE = "---"

_FENCE = re.compile(r"---[ \t]*")
# What people write for it: other dashes, too many or too few of them, or indented.
_NEAR_FENCE = re.compile(r"\s*(?:[-－—–─‐−_=*＊]{2,}|[—─－…]|\.{3})\s*")
_KEY_LINE = re.compile(r"[A-Za-z_]+\s*[:：](\s|$)")
_HEADING = re.compile(r"#{1,6}[^#]|#{2,6}$")
_FRONT_LINE = re.compile(r"\s|[A-Za-z_]+\s*[:：]|[A-Za-z_]+$|-\s|#(?!#)|[\]}]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """Front matter and body with their first lines; `front_line` is 0 where there is none.

    `end_line` is the line that ends the front matter (or would).
    """

    front: str
    front_line: int
    end_line: int
    body: str
    body_line: int
    problems: list[Problem]
    complete: bool = True


def split_front_matter(text: str, name: str) -> Split:
    """Split a text at its fences; see the module's docstring."""
    lines = text.split("\n")
    problems: list[Problem] = []

    def tell(index: int, code: str, message: str, fix: str = "") -> None:
        problem = Problem(
            path=name,
            line=index + 1,
            column=1,
            message=message,
            code=code,
            fix=fix,
            source=lines[index] if index < len(lines) else "",
        )
        problems.append(problem)

    first = next(i for i, line in enumerate(lines) if line.strip())
    start = first + 1
    if not _FENCE.fullmatch(lines[first]):
        if _NEAR_FENCE.fullmatch(lines[first]):
            message = f"檔案開頭要是單獨一行 ---（三個半形減號），找到「{lines[first].rstrip()}」。"
            tell(first, "fence-typo", message, FENCE)
        elif late := _late_opening(lines, first):
            message = f"檔案的第一行要是 ---，「{shown(lines[first])}」請刪掉，或移到內文。"
            tell(first, "fence-late", message)
            start = late + 1
        else:
            message = "檔案開頭少了單獨一行 ---（三個半形減號），請加在這一行的前面。"
            tell(first, "fence-missing", message)
            start = first
            if lines[first].startswith(FENCE):
                lines[first] = lines[first][len(FENCE) :].strip()
            elif not _KEY_LINE.match(lines[first]):
                return Split(
                    front="", front_line=0, end_line=1, body="", body_line=1, problems=problems
                )
    fences = [i for i in range(start, len(lines)) if _FENCE.fullmatch(lines[i])]
    end = _closing(lines, start, fences)
    for index in fences:
        if end is not None and index < end:
            message = "多了一行 ---：欄位還沒結束，請刪掉這一行。"
            tell(index, "fence-extra", message)
            lines[index] = ""
    complete = True
    if end is None:
        end = _meant_closing(lines, start)
        if end == len(lines):
            last = max(i for i, line in enumerate(lines) if line.strip())
            message = "欄位後面少了單獨一行 ---（三個半形減號），請加在這一行的後面，再寫內文。"
            tell(last, "fence-missing", message)
        elif _NEAR_FENCE.fullmatch(lines[end]):
            message = f"欄位後面要是單獨一行 ---（三個半形減號），找到「{lines[end].rstrip()}」。"
            tell(end, "fence-typo", message, FENCE)
            lines[end] = FENCE
        else:
            message = "欄位後面少了單獨一行 ---（三個半形減號），請加在這一行的前面。"
            tell(end, "fence-missing", message)
            complete = _HEADING.match(lines[end]) is not None
    body_start = end + 1 if end < len(lines) and _FENCE.fullmatch(lines[end]) else end
    while body_start < len(lines) and (
        not lines[body_start].strip() or _FENCE.fullmatch(lines[body_start])
    ):
        if lines[body_start].strip():
            tell(body_start, "fence-extra", "多了一行 ---：前面已經有一行結束欄位，請刪掉這一行。")
        body_start += 1
    last_line = len(lines)
    if second := _late_opening(lines, body_start):
        message = "從這一行起是另一項措施；一個檔案只能放一項，請剪下來，存成另一個檔案。"
        tell(second, "two-measures", message)
        last_line = second
    return Split(
        front="\n".join(lines[start:end]) + "\n",
        front_line=start + 1,
        end_line=min(end + 1, len(lines)),
        body="\n".join(lines[body_start:last_line]).strip("\n"),
        body_line=min(body_start + 1, len(lines)),
        problems=problems,
        complete=complete,
    )


def split_usual(text: str) -> tuple[str, str] | None:
    """The front matter and the body of a text with its two fences and nothing like a third.

    As `split_front_matter` splits it, with nothing to tell of; None where a closer look is needed.
    """
    end = text.find("\n---\n", len(FENCE))
    if not text.startswith(f"{FENCE}\n") or text.count("\n---") != 1 or end < 0:
        return None
    body = text[end + len("\n---\n") :].strip("\n")
    if body[:1].isspace():
        return None
    return text[len("---\n") : end + 1], body


def _late_opening(lines: Sequence[str], start: int) -> int | None:
    """The first fence below the line `start` that fields follow, as at the top of a measure."""
    for index in range(start + 1, len(lines) - 2):
        if _FENCE.fullmatch(lines[index]) and all(
            map(_KEY_LINE.match, lines[index + 1 : index + 3])
        ):
            return index
    return None


def _closing(lines: Sequence[str], start: int, fences: Sequence[int]) -> int | None:
    """The fence that ends the front matter: no key stands between it and the next fence."""
    for index, following in pairwise((*fences, len(lines))):
        between = lines[index + 1 : following]
        if following == len(lines) or not any(_KEY_LINE.match(line) for line in between):
            return index
    return None


def _meant_closing(lines: Sequence[str], start: int) -> int:
    """The line at which the missing fence belongs: something like it, or what is no field."""
    near = [i for i in range(start, len(lines)) if _NEAR_FENCE.fullmatch(lines[i])]
    if near and not any(map(_KEY_LINE.match, lines[near[0] + 1 :])):
        return near[0]
    for index in range(start, len(lines)):
        line = lines[index]
        if _NEAR_FENCE.fullmatch(line) or (_HEADING.match(line) and not line.startswith("# ")):
            return index
        if line and not _FRONT_LINE.match(line):
            return index
    return len(lines)
