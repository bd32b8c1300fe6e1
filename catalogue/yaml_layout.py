"""A line of broken YAML and the lines around it in; cures of how the line stands among them, out.

Indentation, dashes of lists, lines that belong to nothing, quotes that swallow what follows.
Candidates only, as in `yaml_cures`: `yaml_repair` finds out which of them helps.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalogue.markup import shown
from catalogue.yaml_cures import FIELD, LINE, written_cures
from catalogue.yaml_value_cures import Cure

_OPENS_TEXT = re.compile(r":[ ]+[|>][-+]?\s*$")


def has_odd_indent(line: str) -> bool:
    """Whether blanks other than plain ones stand before a line's text: tabs, wide blanks."""
    text = line.lstrip()
    return bool(text) and line[: len(line) - len(text)].strip(" ") != ""


def odd_indent_cures(lines: Sequence[str], index: int) -> Iterator[Cure]:
    """The line with plain blanks, as many as it may need; the likeliest first."""
    line = lines[index]
    text = line.lstrip()
    odd = line.lstrip(" ")[0]
    code, what = ("yaml-tab", " Tab 鍵") if odd == "\t" else ("yaml-fullwidth-space", "全形空白")
    for level in _levels(lines, index):
        yield Cure(
            index=index,
            column=line.index(odd) + 1,
            code=code,
            message=f"縮排用了{what}，YAML 只接受半形空白；這一行前面要有 {level} 個半形空白。",
            line=" " * level + text,
        )


def indent_cures(lines: Sequence[str], index: int) -> Iterator[Cure]:
    line = lines[index]
    text = line.lstrip()
    width = len(line) - len(text)
    if text.startswith("|") or not (FIELD.match(text) or _in_block_text(lines, index)):
        return  # a stray line, which would become part of the text above it
    for level in _levels(lines, index):
        if level != width:
            yield Cure(
                index=index,
                column=width + 1,
                code="yaml-indent",
                message=f"縮排沒有對齊：前面有 {width} 個半形空白，應該是 {level} 個"
                "（同一層的欄位要一樣多）。",
                line=" " * level + text,
            )


def _levels(lines: Sequence[str], index: int) -> list[int]:
    """Indentations that the line may have meant, nearest first."""
    levels = {0}
    before = None
    for line in lines[:index]:
        match = LINE.match(line)
        if match and match["rest"].strip() and not match["rest"].startswith("#"):
            start = len(match["indent"])
            levels |= {start, start + len(match["dashes"])}
            before = match
    if before is not None and before["rest"].rstrip().endswith((":", "|-", "|", ">-", ">")):
        levels.add(len(before["indent"]) + len(before["dashes"]) + 2)
    after = next((line for line in lines[index + 1 :] if line.strip()), "")
    levels.add(len(after) - len(after.lstrip(" ")))
    line = lines[index]
    width = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
    return sorted(levels, key=lambda level: (abs(level - width), level))


def _in_block_text(lines: Sequence[str], index: int) -> bool:
    """Whether the last field above opens a text of several lines (`offer: |-`)."""
    for line in reversed(lines[:index]):
        if FIELD.match(line.lstrip()):
            return _OPENS_TEXT.search(line) is not None
    return False


def line_cures(lines: Sequence[str], index: int) -> Iterator[Cure]:
    """Cures of mistakes that a line shows by itself, or with the one above it."""
    for cure in (*written_cures(lines[index]), *_missing_dash(lines, index)):
        yield replace(cure, index=index)


def _missing_dash(lines: Sequence[str], index: int) -> Iterator[Cure]:
    """An item of a list without its dash: the first, or a text among others."""
    line = lines[index]
    text = line.lstrip(" ")
    width = len(line) - len(text)
    if index == 0 or width < 2 or text.startswith(("-", "#")):
        return
    message = "清單的每一項前面要有半形減號加一個空白「- 」，這一項少了減號。"
    if lines[index - 1].rstrip().endswith(":"):
        mended = f"{' ' * (width - 2)}- {text}"
    elif lines[index - 1].startswith(f"{' ' * width}- ") and not FIELD.match(text):
        mended = f"{' ' * width}- {text}"
    else:
        return
    yield Cure(index=index, column=width + 1, code="yaml-dash", message=message, line=mended)


def with_cure(text: str, cure: Cure) -> str:
    """The text with one line mended."""
    lines = text.split("\n")
    lines[cure.index] = cure.line
    return "\n".join(lines)


def lost_dash(lines: Sequence[str], index: int) -> Cure | None:
    """A line that begins an item of a list as the item above begins, but for its dash."""
    line = lines[index]
    text = line.lstrip(" ")
    width = len(line) - len(text)
    first = f"{' ' * (width - 2)}- {text.partition(':')[0]}:"
    for above in reversed(lines[:index]):
        if width >= 2 and above.startswith(first) and above[width:] != text:
            message = "清單的每一項前面要有半形減號加一個空白「- 」，這一項少了減號。"
            mended = f"{' ' * (width - 2)}- {text}"
            return Cure(
                index=index, column=width + 1, code="yaml-dash", message=message, line=mended
            )
        if above.strip() and not above.startswith(" " * width):
            return None
    return None


def stray_line(lines: Sequence[str], index: int) -> Cure:
    """The last resort: do without the line."""
    line = lines[index]
    return Cure(
        index=index,
        column=len(line) - len(line.lstrip()) + 1,
        code="yaml-stray-line",
        message=f"「{shown(line)}」不是欄位，也不是清單的一項；"
        "若是上一行的內容，請接在上一行後面，否則前面要有欄位名稱和半形冒號。",
        line=f"#{line}",
        certain=False,
    )


def irregularity(lines: Sequence[str]) -> int:
    """How many lines are not two blanks further in than the field that they belong to."""
    found = 0
    opened: int | None = None
    for line in lines:
        match = LINE.match(line)
        if match is None or not match["rest"].strip() or match["rest"].startswith("#"):
            continue
        start = len(match["indent"])
        if opened is not None and (start > opened or (match["dashes"] and start == opened)):
            found += start != opened + 2
        column = start + len(match["dashes"])
        opened = column if match["rest"].rstrip().endswith(":") else None
    return found
