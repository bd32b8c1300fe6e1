"""How YAML reads a text without quotes, and how a text must be written to stay that text."""

import re

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
CONSTANTS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
}
_OTHER = re.compile(
    r"(?P<yes>yes|on|y)|(?P<no>no|off|n)|(?P<time>[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9]*)?)"
    r"|(?P<zero>0[0-9_]+)|(?P<number>[-+]?(0x[0-9a-f_]+|0o[0-7]+|0b[01_]+|[0-9][0-9_]*(\.[0-9_]*)?"
    r"(e[-+]?[0-9]+)?|\.[0-9]+|\.inf)|\.nan)|(?P<sign>=|<<)",
    re.IGNORECASE | re.ASCII,
)
_READINGS = {
    "yes": "「是」（true）",
    "no": "「否」（false）",
    "time": "時間或六十進位的數字",
    "zero": "八進位的數字，或丟掉開頭的 0",
    "number": "數字",
    "sign": "特殊符號",
}


def plain_value(text: str) -> str | int | float | bool | None:
    """What the core schema of YAML 1.2 reads; a number keeps its form: `012` is a text."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] in "-0123456789":
        if INTEGER.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            return float(text)
    return text


def other_reading(text: str) -> str | None:
    """What programs with other rules (YAML 1.1 is what most follow) take a text for, if so."""
    found = _OTHER.fullmatch(text) if text[0].isascii() else None
    return _READINGS[str(found.lastgroup)] if found else None


def yaml_scalar(text: str) -> str:
    """A text as it must be written in YAML to be read as that text."""
    plain = (
        text == text.strip()
        and text not in CONSTANTS
        and not re.match(r"[-?:,\[\]{}#&*!|>'\"%@`]", text)
        and not re.search(r":\s|:$|\s#|[\n\t]|[\[\]{},]", text)
        and not INTEGER.fullmatch(text)
        and not DECIMAL.fullmatch(text)
        and not _OTHER.fullmatch(text)
    )
    return text if plain else quoted(text)


def quoted(text: str) -> str:
    """A text in the quotes that need the fewest changes to it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
