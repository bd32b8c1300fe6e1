"""A line of broken YAML in; the usual mistakes it may hold, each with the line mended, out.

Candidates only: `yaml_repair` finds out which of them helps.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from catalogue.meanings import field_called
from catalogue.yaml_value_cures import Cure, cure_of, value_cures

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


def value_of(line: str) -> str:
    """What a line says after its dashes and its key."""
    match = LINE.match(line)
    if match is None:
        return ""
    field = _KEY.match(match["rest"])
    return field["value"] if field else match["rest"] if match["dashes"] else ""


def bullet_cure(line: str) -> Cure | None:
    """The line with a dash and a blank where another sign begins an item of a list."""
    bullet = _BULLET.match(line)
    if bullet is None:
        return None
    found = bullet["bullet"].strip()
    what = "減號後面少了一個半形空白" if found == "-" else f"清單用了「{found}」"
    message = f"{what}，清單的每一項前面要寫半形減號加一個空白「- 」。"
    mended = f"{bullet['indent']}- {line[bullet.end() :]}"
    return cure_of(bullet.start("bullet") + 1, "yaml-dash", message, mended)


def key_cures(line: str) -> Iterator[Cure]:
    """Cures of what follows the name of a field."""
    match = LINE.match(line)
    if match is not None:
        yield from _key_cures(line, match.start("rest"), match["rest"])


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
        yield cure_of(column, "yaml-dash", message, f"{match['indent']}{match['rest']}")
    start, rest = match.start("rest"), match["rest"]
    yield from _key_cures(line, start, rest)
    if field := _KEY.match(rest):
        yield from value_cures(line, start + field.start("value"), field["value"].rstrip())
    elif match["dashes"]:
        yield from value_cures(line, start, rest.rstrip())


def _key_cures(line: str, start: int, rest: str) -> Iterator[Cure]:
    before = line[:start]
    found = _FULL_COLON.match(rest)
    if found and (found["key"][-1].isascii() or field_called(found["key"])):
        message = (
            f"欄位「{found['key']}」後面用了全形冒號「{found['colon']}」，要用半形冒號加一個空白。"
        )
        mended = f"{before}{found['key']}: {rest[found.end() :]}".rstrip()
        yield cure_of(start + found.start("colon") + 1, "yaml-fullwidth-colon", message, mended)
        for cure in written_cures(mended):
            yield replace(cure, code="yaml-fullwidth-colon", message=message)
    if found := _TIGHT_COLON.match(rest):
        message = f"欄位「{found['key']}」的半形冒號後面少了一個空白。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}"
        yield cure_of(start + found.end() + 1, "yaml-colon-space", message, mended)
    if found := _WIDE_BLANK.match(rest):
        message = f"欄位「{found['key']}」的冒號後面是全形空白，要用半形空白。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}"
        yield cure_of(start + found.start("blank") + 1, "yaml-fullwidth-space", message, mended)
    if found := _NO_COLON.match(rest):
        sign = found["sign"].strip()
        what = f"要用半形冒號，不是「{sign}」" if sign else "少了半形冒號"
        message = f"欄位「{found['key']}」後面{what}（寫成「{found['key']}: 內容」）。"
        mended = f"{before}{found['key']}: {rest[found.end() :]}".rstrip()
        yield cure_of(start + found.end("key") + 1, "yaml-no-colon", message, mended)
