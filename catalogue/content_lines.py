"""The lines of a calendar in; its bytes (RFC 5545, section 3.1), out: UTF-8, folded, CRLF.

Lines are folded where the icalendar package folds them, which reads in the tests what is written
here. Written with its objects, calendars took more than ten times as long.
"""

from collections.abc import Iterable

CRLF = b"\r\n"
LIMIT = 75
"""Octets of a line, the space in front of a continued one included, its end not."""
_ESCAPES = (
    ("\\", "\\\\"),  # first: the others bring backslashes of their own
    (";", r"\;"),
    (",", r"\,"),
    ("\r\n", r"\n"),
    ("\n", r"\n"),
    ("\r", r"\n"),
)


def content_lines(lines: Iterable[str]) -> bytes:
    """Lines such as `DTSTART;VALUE=DATE:20160315`, each of which holds no line break."""
    written = [
        octets if len(octets) < LIMIT else _folded(octets) for octets in map(str.encode, lines)
    ]
    return CRLF.join((*written, b""))


def _folded(octets: bytes) -> bytes:
    pieces = []
    start, end = 0, LIMIT - 1
    while end < len(octets):
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # no character of UTF-8 begins here
            end -= 1
        if octets[end - 1] in b"\\^":  # the first half of an escape, which some programs need whole
            end -= 1
        pieces.append(octets[start:end])
        start, end = end, end + LIMIT - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces)


def escaped(text: str) -> str:
    """A text as a line's value (section 3.3.11)."""
    for plain, written in _ESCAPES:
        text = text.replace(plain, written)
    return text
