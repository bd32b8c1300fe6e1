"""The YAML that content usually is in; its plain values out, or None where it is anything else.

Fields and lists, each on lines of their own; texts on one line, texts below `|-`, `[a, b]` and
`{key: a}`, comments on lines of their own. What is read here is what `strict_yaml` reads
(`tests/test_usual_yaml.py` holds the two together) in a fifth of the time, but without places:
whatever is rarer, or may be a mistake, is left to `strict_yaml`, which knows all of YAML and can
tell where what stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from catalogue.yaml_scalars import other_reading, plain_value

_LINE = re.compile(r"^( *)(- )?(?:([a-z_]{1,40}):(?: +|$))?(.*)\n", re.MULTILINE)
_Line = tuple[str, str, str, str]
"""Its indentation, dash, key, and what follows."""
_SAYS_NOTHING = re.compile(r"^(?: *#.*)?\n", re.MULTILINE)
"""A comment or an empty line, outside of texts of several lines."""
_SIGNS = frozenset("-?:,[]{}#&*!|>'\"%@` ")
"""What no text without quotes may begin with."""
_IN_BRACKETS = re.compile(
    r"[\[\]{}]|, |[a-z_]{1,40}: |\"[^\"\\]*\"|(?![ -])[^\[\]{}?:,#&*!|>'\"%@`]+(?<! )"
)
"""A bracket, a comma, a key, a text: each as long as it is written with one blank."""
_DEEPEST = 40
"""Blanks before a line, and brackets in brackets; far fewer than Python's recursion takes."""


class _UnusualError(Exception):
    """Something that is left to `strict_yaml`."""


def read_usual(text: str) -> Mapping[str, object] | None:
    """The values of YAML without hidden characters (`texts.HIDDEN`); None where it is unusual."""
    if not text.endswith("\n"):
        return None
    if ("#" in text or "\n\n" in text) and "|" not in text:
        text = _SAYS_NOTHING.sub("", text)
    if "\t" in text or " #" in text or "\n#" in text:
        return None
    lines: list[_Line] = _LINE.findall(text)
    if not lines or "".join(lines[0][:2]):
        return None
    _, _, key, rest = lines[0]
    try:
        mapping, following = _mapping(lines, 0, 0, key, rest)
    except (_UnusualError, IndexError):  # IndexError: nothing follows a key
        return None
    return mapping if following == len(lines) else None


def _mapping(
    lines: Sequence[_Line], index: int, column: int, key: str, rest: str
) -> tuple[dict[str, object], int]:
    """The fields that begin at `column`, the first of them `key: rest`; the line after them."""
    mapping: dict[str, object] = {}
    while True:
        if not key or key in mapping or column > _DEEPEST:
            raise _UnusualError
        index += 1
        if not rest:
            mapping[key], index = _nested(lines, index, column)
        elif rest in ("|-", "|"):
            mapping[key], index = _text_of_lines(lines, index, column)
        else:
            mapping[key] = _value(rest)
        if index == len(lines):
            return mapping, index
        indent, dash, key, rest = lines[index]
        if dash or len(indent) != column:
            if len(indent) > column:
                raise _UnusualError
            return mapping, index


def _nested(lines: Sequence[_Line], index: int, column: int) -> tuple[object, int]:
    """What stands on the lines below a key that begins at `column`."""
    indent, dash, key, rest = lines[index]
    if dash and len(indent) >= column:
        return _sequence(lines, index, len(indent))
    if dash or len(indent) <= column:
        raise _UnusualError
    return _mapping(lines, index, len(indent), key, rest)


def _sequence(lines: Sequence[_Line], index: int, column: int) -> tuple[tuple[object, ...], int]:
    """The list whose dashes stand at `column`; the line after it."""
    items: list[object] = []
    item: object
    while index < len(lines):
        indent, dash, key, rest = lines[index]
        if not dash or len(indent) != column:
            if len(indent) > column:
                raise _UnusualError
            break
        if key:
            item, index = _mapping(lines, index, column + len(dash), key, rest)
        else:
            item, index = _value(rest), index + 1
        items.append(item)
    return tuple(items), index


def _text_of_lines(lines: Sequence[_Line], index: int, column: int) -> tuple[str, int]:
    """The text that is indented further than `column`; the line after it.

    With a colon in it, it is unusual: `rules` looks closer, for a field that it has swallowed.
    """
    width = len(lines[index][0])
    written: list[str] = []
    if width <= column:
        raise _UnusualError
    while index < len(lines):
        indent, dash, key, rest = lines[index]
        if len(indent) < width and (indent or dash or key or rest):
            break
        if key or ":" in rest or (indent and not dash and not rest):
            raise _UnusualError
        written.append(indent[width:] + dash + rest)
        index += 1
    return "\n".join(written).rstrip("\n"), index


def _value(text: str) -> object:
    """What one line holds after its key or dash."""
    if text[:1] in ("[", "{"):
        parts = _IN_BRACKETS.findall(text)
        if "".join(parts) != text:
            raise _UnusualError
        following = iter(parts)
        value = _part(following, 0)
        if next(following, None) is not None:
            raise _UnusualError
        return value
    if text[-1:] == " " or text[:1] in _SIGNS:
        if text[:1] == '"' and text.find('"', 1) == len(text) - 1 and "\\" not in text:
            return text[1:-1]
        raise _UnusualError
    if ": " in text or text[-1:] == ":":
        raise _UnusualError
    return _scalar(text)


def _part(parts: Iterator[str], depth: int) -> object:
    """The next value within brackets."""
    part = next(parts, "")
    if part[:1] == '"':
        return part[1:-1]
    if part not in ("[", "{"):
        if part[-1:] in ("]", "}", " "):
            raise _UnusualError
        return _scalar(part)
    if depth == _DEEPEST:
        raise _UnusualError
    items: list[object] = []
    fields: dict[str, object] = {}
    sign = ", "
    while sign == ", ":
        if part == "[":
            items.append(_part(parts, depth + 1))
        else:
            key = next(parts, "")
            if key[-2:] != ": " or key in fields:
                raise _UnusualError
            fields[key] = _part(parts, depth + 1)
        sign = next(parts, "")
    if part + sign == "[]":
        return tuple(items)
    if part + sign == "{}":
        return {key[:-2]: value for key, value in fields.items()}
    raise _UnusualError


def _scalar(text: str) -> object:
    """A text without quotes; empty ones and those that other programs misread are unusual."""
    if not text[:1].isascii():
        return text
    value = plain_value(text)
    if value is None or (value is text and other_reading(text)):
        raise _UnusualError
    return value
