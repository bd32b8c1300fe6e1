"""A value of a broken line of YAML in; the usual mistakes in it, each with the line mended, out.

Quotes, brackets, colons and special signs. Candidates only, as in `yaml_cures`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from catalogue.markup import shown
from catalogue.yaml_scalars import quoted

_SECOND_FIELD = re.compile(r"\s*[,，、;；\s]\s*(?P<field>[a-z_]+: )")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_CURLY_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂", '"') | dict.fromkeys("‘’＇", "'"))
_BRACKETS = str.maketrans("］】〕｝", "]]]}")
_SPECIAL = "@`%&*!|>?,]}#"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cure:
    """One line mended; `index` counts lines from 0, `column` characters from 1."""

    index: int
    column: int
    code: str
    message: str
    line: str
    certain: bool = True
    """Whether the mended line says what was meant; else it only lets the parser go on."""


def cure_of(column: int, code: str, message: str, line: str) -> Cure:
    """The cure of a line alone."""
    return Cure(index=0, column=column, code=code, message=message, line=line)


def is_closed(value: str) -> bool:
    """Whether the quote or bracket that opens a value is closed in it."""
    if value[0] in "[{":
        return not _unclosed(value)[0]
    return (_DOUBLE if value[0] == '"' else _SINGLE).match(value) is not None


def value_cures(line: str, start: int, value: str) -> Iterator[Cure]:
    """Cures of a value that begins at `start` (from 0) and takes the rest of the line."""
    before = line[:start]
    if value[0] in "\"'":
        yield from _quote_cures(line, start, value)
        return
    if value[0] in "[{":
        yield from _bracket_cures(line, start, value)
    colon = re.search(r":(?=\s|$)", value)
    if colon and (second := _SECOND_FIELD.search(value)):
        message = f"一行只能寫一個欄位，「{second['field']}」要另起一行，和這個欄位對齊。"
        mended = before + value[: second.start()]
        place = start + second.start("field") + 1
        yield replace(cure_of(place, "yaml-colon-in-text", message, mended), certain=False)
    elif colon and value[0] not in "[{":
        message = (
            "內容裡有半形冒號，YAML 會以為又是一個欄位；"
            "請把整個內容用半形雙引號包起來，或改用全形冒號「：」。"
        )
        mended = before + quoted(value)
        yield cure_of(start + colon.start() + 1, "yaml-colon-in-text", message, mended)
    if value[0] in _SPECIAL or value[:2] in ("- ", "? ") or value[0] in "[{":
        message = (
            f"內容不能用「{value[0]}」開頭（YAML 的特殊符號），請用半形雙引號把整個內容包起來。"
        )
        yield cure_of(start + 1, "yaml-special-start", message, before + quoted(value))
    if value.startswith("```"):
        message = "這一行的 ``` 不是欄位，請刪掉整行。"
        yield replace(cure_of(start + 1, "yaml-special-start", message, "#"), certain=False)


def _quote_cures(line: str, start: int, value: str) -> Iterator[Cure]:
    before, mark = line[:start], value[0]
    whole = (_DOUBLE if mark == '"' else _SINGLE).match(value)
    name = "雙引號" if mark == '"' else "單引號"
    if whole is None:
        inner = value[1:].rstrip().rstrip("”’＂＇\"'」")
        if mark == '"' and "\\" in inner:
            inner = inner.replace("\\", "\\\\")
        message = f"開頭有半形{name} {mark}，同一行卻沒有結尾的半形{name}。"
        yield cure_of(start + 1, "yaml-quote", message, f"{before}{mark}{inner}{mark}")
        return
    tail = value[whole.end() :].strip()
    if tail and not tail.strip(",;，；、"):
        message = f"結尾的半形{name} {mark} 後面多了「{tail}」，請刪掉。"
        yield cure_of(start + whole.end() + 1, "yaml-quote", message, before + whole[0])
    elif tail and not tail.startswith("#"):
        inner = value.rstrip()
        inner = inner[1:-1] if inner.endswith(mark) else inner[1:].replace(mark, "", 1)
        message = f"結尾的半形{name} {mark} 後面還有字「{shown(tail)}」；引號要包住整個內容。"
        yield cure_of(start + whole.end() + 1, "yaml-quote", message, before + quoted(inner))
    elif mark == '"' and "\\" in whole[0]:
        message = "雙引號裡的反斜線 \\ 是 YAML 的特殊符號；請改用半形單引號。"
        column = start + value.index("\\") + 1
        inner = whole[0][1:-1].replace("'", "''")
        yield cure_of(column, "yaml-quote", message, f"{before}'{inner}'")


def _bracket_cures(line: str, start: int, value: str) -> Iterator[Cure]:
    before = line[:start]
    mended = value.translate(_CURLY_QUOTES)
    missing, surplus = _unclosed(mended)
    name = "方括號 [ ] " if value[0] == "[" else "大括號 { } "
    for mark in "\"'":
        if mended.count(mark) % 2:
            message = f"半形引號 {mark} 沒有成對。"
            column = start + mended.index(mark) + 1
            body = mended.rstrip("]} ")
            tail = mended[len(body) :]
            yield cure_of(column, "yaml-quote", message, f"{before}{body}{mark}{tail}")
            # The missing one may be in the middle: before the next separator.
            opening = re.search(rf"{mark}[^{mark},\]}}]*(?=[,\]}}])", mended)
            if opening:
                mended_there = f"{mended[: opening.end()]}{mark}{mended[opening.end() :]}"
                yield cure_of(
                    start + opening.start() + 1, "yaml-quote", message, before + mended_there
                )
    if missing or surplus:
        half_width = re.sub(r"[］】〕｝]+$", lambda found: found[0].translate(_BRACKETS), mended)
        missing_now, _ = _unclosed(half_width)
        message = f"{name}沒有成對：少了結尾的半形 {missing}。"
        if missing:
            yield cure_of(start + 1, "yaml-bracket", message, f"{before}{half_width}{missing_now}")
        if surplus:
            message = f"{name}沒有成對：結尾多了一個 {mended[-1]}。"
            yield cure_of(start + len(mended), "yaml-bracket", message, before + mended[:-1])
    separated = re.sub(r"\s*[，、；;]\s*(?=[a-z_]+\s*:\s)", ", ", mended)
    separated = re.sub(r"(?<=[^\s,{])\s+(?=[a-z_]+:\s)", ", ", separated)
    separated = re.sub(r"(?<=[a-z_])\s*：\s*", ": ", separated)
    if separated != mended:
        message = "大括號裡的欄位之間，要用半形逗號加一個空白「, 」隔開。"
        yield cure_of(start + 1, "yaml-comma", message, before + separated)
    if value[0] == "[":
        commas = re.sub(r",(\s*,)+", ",", mended)
        if commas != mended:
            yield cure_of(start + 1, "yaml-comma", "方括號裡多了逗號。", before + commas)


@lru_cache(maxsize=4096)  # for each cure the lines around it are looked at again
def _unclosed(text: str) -> tuple[str, bool]:
    """The brackets missing at the end of a text, and whether one closes what nothing opened."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    expected: list[str] = []
    for character in bare:
        if character in "[{":
            expected.append("]" if character == "[" else "}")
        elif character in "]}" and (not expected or expected.pop() != character):
            return "", True
    return "".join(reversed(expected)), False
