"""A line of broken YAML in; the usual mistakes it may hold, each with the line mended, out.

Candidates only: `yaml_repair` finds out which of them helps.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from catalogue.markup import shown
from catalogue.meanings import field_called
from catalogue.yaml_scalars import quoted

LINE = re.compile(r"(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)(?P<rest>.*)", re.DOTALL)
_BULLET = re.compile(
    r"(?P<indent>\s*)(?P<bullet>-(?=[A-Za-z_0-9\u3400-\u9fff\"'(「（【《])"
    r"|(?:[－–—•·‧*]|\d{1,2}[.、)）])[ \u3000]*)"
)
_FULL_COLON = re.compile(
    r"(?P<key>[\"']?[A-Za-z_]+[\"']?|[\u3400-\u9fff]{2,8})\s*(?P<colon>[：﹕︰])[ \u3000]*"
)
_TIGHT_COLON = re.compile(r"(?P<key>[A-Za-z_]+):(?=[^\s/])")
_WIDE_BLANK = re.compile(r"(?P<key>[A-Za-z_]+):(?P<blank>[\u3000\u00a0]+)")
_NO_COLON = re.compile(r"(?P<key>[a-z_]+)(?P<sign>[ ]*[=;；][ ]*|[ \u3000]+|$)(?!:)")
FIELD = re.compile(r"-[ ]|[\"']?[A-Za-z_]+[\"']?[ ]*[:：]")
_KEY = re.compile(r"(?P<key>[\"']?[A-Za-z_]+[\"']?):[ ]+(?P<value>\S.*)")
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


def value_of(line: str) -> str:
    """What a line says after its dashes and its key."""
    match = LINE.match(line)
    if match is None:
        return ""
    field = _KEY.match(match["rest"])
    return field["value"] if field else match["rest"] if match["dashes"] else ""


def is_closed(value: str) -> bool:
    """Whether the quote or bracket that opens a value is closed in it."""
    if value[0] in "[{":
        return not _unclosed(value)[0]
    return (_DOUBLE if value[0] == '"' else _SINGLE).match(value) is not None


def bullet_cure(line: str) -> Cure | None:
    """The line with a dash and a blank where another sign begins an item of a list."""
    bullet = _BULLET.match(line)
    if bullet is None:
        return None
    found = bullet["bullet"].strip()
    what = "減號後面少了一個半形空白" if found == "-" else f"清單用了「{found}」"
    message = f"{what}，清單的每一項前面要寫半形減號加一個空白「- 」。"
    mended = f"{bullet['indent']}- {line[bullet.end() :]}"
    return _cure(bullet.start("bullet") + 1, "yaml-dash", message, mended)


def key_cures(line: str) -> Iterator[Cure]:
    """Cures of what follows the name of a field."""
    match = LINE.match(line)
    if match is not None:
        yield from _key_cures(line, match.start("rest"), match["rest"])


def _cure(column: int, code: str, message: str, line: str) -> Cure:
    return Cure(index=0, column=column, code=code, message=message, line=line)


def written_cures(line: str) -> Iterator[Cure]:
    if bullet := bullet_cure(line):
        yield bullet
        yield from (
            replace(bullet, column=1, line=cure.line) for cure in written_cures(bullet.line)
        )
    match = LINE.match(line)
    if match is None or not match["rest"].strip():
        return
    if match["dashes"]:
        message = "這一行前面多了減號「- 」；這裡不是清單的一項，請刪掉減號。"
        column = match.start("dashes") + 1
        yield _cure(column, "yaml-dash", message, f"{match['indent']}{match['rest']}")
    start, rest = match.start("rest"), match["rest"]
    yield from _key_cures(line, start, rest)
    if field := _KEY.match(rest):
        yield from _value_cures(line, start + field.start("value"), field["value"].rstrip())
    elif match["dashes"]:
        yield from _value_cures(line, start, rest.rstrip())


def _key_cures(line: str, start: int, rest: str) -> Iterator[Cure]:
    before = line[:start]
    found = _FULL_COLON.match(rest)
    if found and (found["key"][-1].isascii() or field_called(found["key"])):
        message = (
            f"欄位「{found['key']}」後面用了全形冒號「{found['colon']}」，要用半形冒號加一個空白。"
        )
        mended = f"{before}{found['key']}: {rest[found.end() :]}".rstrip()
        yield _cure(start + found.start("colon") + 1, "yaml-fullwidth-colon", message, mended)
        for cure in written_cures(mended):
            yield replace(cure, code="yaml-fullwidth-colon", message=message)
    if found := _TIGHT_COLON.match(rest):
        message = f"欄位「{found['key']}」的半形冒號後面少了一個空白。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}"
        yield _cure(start + found.end() + 1, "yaml-colon-space", message, mended)
    if found := _WIDE_BLANK.match(rest):
        message = f"欄位「{found['key']}」的冒號後面是全形空白，要用半形空白。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}"
        yield _cure(start + found.start("blank") + 1, "yaml-fullwidth-space", message, mended)
    if found := _NO_COLON.match(rest):
        sign = found["sign"].strip()
        what = f"要用半形冒號，不是「{sign}」" if sign else "少了半形冒號"
        message = f"欄位「{found['key']}」後面{what}（寫成「{found['key']}: 內容」）。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}".rstrip()
        yield _cure(start + found.end("key") + 1, "yaml-no-colon", message, mended)


def _value_cures(line: str, start: int, value: str) -> Iterator[Cure]:
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
        yield replace(_cure(place, "yaml-colon-in-text", message, mended), certain=False)
    elif colon and value[0] not in "[{":
        message = (
            "內容裡有半形冒號，YAML 會以為又是一個欄位；"
            "請把整個內容用半形雙引號包起來，或改用全形冒號「：」。"
        )
        mended = before + quoted(value)
        yield _cure(start + colon.start() + 1, "yaml-colon-in-text", message, mended)
    if value[0] in _SPECIAL or value[:2] in ("- ", "? ") or value[0] in "[{":
        message = (
            f"內容不能用「{value[0]}」開頭（YAML 的特殊符號），請用半形雙引號把整個內容包起來。"
        )
        yield _cure(start + 1, "yaml-special-start", message, before + quoted(value))
    if value.startswith("```"):
        message = "這一行的 ``` 不是欄位，請刪掉整行。"
        yield replace(_cure(start + 1, "yaml-special-start", message, "#"), certain=False)


def _quote_cures(line: str, start: int, value: str) -> Iterator[Cure]:
    before, mark = line[:start], value[0]
    whole = (_DOUBLE if mark == '"' else _SINGLE).match(value)
    name = "雙引號" if mark == '"' else "單引號"
    if whole is None:
        inner = value[1:].rstrip().rstrip("”’＂＇\"'」")
        if mark == '"' and "\\" in inner:
            inner = inner.replace("\\", "\\\\")
        message = f"開頭有半形{name} {mark}，同一行卻沒有結尾的半形{name}。"
        yield _cure(start + 1, "yaml-quote", message, f"{before}{mark}{inner}{mark}")
        return
    tail = value[whole.end() :].strip()
    if tail and not tail.strip(",;，；、"):
        message = f"結尾的半形{name} {mark} 後面多了「{tail}」，請刪掉。"
        yield _cure(start + whole.end() + 1, "yaml-quote", message, before + whole[0])
    elif tail and not tail.startswith("#"):
        inner = value.rstrip()
        inner = inner[1:-1] if inner.endswith(mark) else inner[1:].replace(mark, "", 1)
        message = f"結尾的半形{name} {mark} 後面還有字「{shown(tail)}」；引號要包住整個內容。"
        yield _cure(start + whole.end() + 1, "yaml-quote", message, before + quoted(inner))
    elif mark == '"' and "\\" in whole[0]:
        message = "雙引號裡的反斜線 \\ 是 YAML 的特殊符號；請改用半形單引號。"
        column = start + value.index("\\") + 1
        inner = whole[0][1:-1].replace("'", "''")
        yield _cure(column, "yaml-quote", message, f"{before}'{inner}'")


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
            yield _cure(column, "yaml-quote", message, f"{before}{body}{mark}{tail}")
            # The missing one may be in the middle: before the next separator.
            opening = re.search(rf"{mark}[^{mark},\]}}]*(?=[,\]}}])", mended)
            if opening:
                mended_there = f"{mended[: opening.end()]}{mark}{mended[opening.end() :]}"
                yield _cure(
                    start + opening.start() + 1, "yaml-quote", message, before + mended_there
                )
    if missing or surplus:
        half_width = re.sub(r"[］】〕｝]+$", lambda found: found[0].translate(_BRACKETS), mended)
        missing_now, _ = _unclosed(half_width)
        message = f"{name}沒有成對：少了結尾的半形 {missing}。"
        if missing:
            yield _cure(start + 1, "yaml-bracket", message, f"{before}{half_width}{missing_now}")
        if surplus:
            message = f"{name}沒有成對：結尾多了一個 {mended[-1]}。"
            yield _cure(start + len(mended), "yaml-bracket", message, before + mended[:-1])
    separated = re.sub(r"\s*[，、；;]\s*(?=[a-z_]+\s*:\s)", ", ", mended)
    separated = re.sub(r"(?<=[^\s,{])\s+(?=[a-z_]+:\s)", ", ", separated)
    separated = re.sub(r"([a-z_]+)\s*：\s*", r"\1: ", separated)
    if separated != mended:
        message = "大括號裡的欄位之間，要用半形逗號加一個空白「, 」隔開。"
        yield _cure(start + 1, "yaml-comma", message, before + separated)
    if value[0] == "[":
        commas = re.sub(r",(\s*,)+", ",", mended)
        if commas != mended:
            yield _cure(start + 1, "yaml-comma", "方括號裡多了逗號。", before + commas)


@lru_cache(maxsize=4096)  # each cure of a line is tried on a file whose other lines are the same
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
