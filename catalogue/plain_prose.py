"""A Markdown text of the plainest kind in; its HTML, out; None for every other text.

Nearly every body is headings, single-line paragraphs, flat lists and tables with a blank line
between them. A Markdown parser asks of each of their lines whether it begins any of ten kinds of
block, and took a third of the time that a measure's page takes. So these four are told apart by
their first characters here; whatever could mean anything else is left to the parser, as are words
with markup in them. `tests/test_plain_prose.py` holds what comes out to the parser's.
"""

import re
from collections.abc import Callable, Sequence

Inline = Callable[[str], str]
"""Gives the HTML of a line of Markdown."""

_FOR_THE_PARSER = re.compile(r"[\0-\t\v-\x1f\x7f-\x9f]|\]:")
"""Tabs and other controls, which it counts or replaces, and definitions of links."""
_MARKUP = re.compile(r"[\\`*_\[<&]")
_WORDS = r"(?:\*\*[^*\s]|[^\s#>*+\-=|`~<:_\d]|\d(?!\d{0,8}[.)]))(?:.*\S)?"
"""The rest of a line that begins no block; `**` begins bold words, a number no list."""
_PARAGRAPH = re.compile(_WORDS)
_HEADING = re.compile(rf"(#{{1,6}}) ({_WORDS})(?<!#)")
_BULLETS = re.compile(rf"- ({_WORDS})")
_NUMBERS = re.compile(rf"\d{{1,9}}\. ({_WORDS})")
_ROW = re.compile(r"\|([^\\`]+)\|")
_RULE = re.compile(r"(?:\| ?-{3,} ?){2,}\|")


def plain_html(text: str, inline: Inline) -> str | None:
    """The HTML that the parser would make of a text; None where only the parser can tell."""
    if _FOR_THE_PARSER.search(text):
        return None
    parts: list[str] = []
    for block in text.strip("\n").split("\n\n"):
        html = _block(block.split("\n"), inline)
        # A list right after one of its kind goes on with it, and sets all of it apart.
        if html is None or (parts and html[:3] in ("<ul", "<ol") and parts[-1][:3] == html[:3]):
            return None
        parts.append(html)
    return "".join(parts)


def _block(lines: Sequence[str], inline: Inline) -> str | None:
    first = lines[0]
    if len(lines) == 1:
        if _PARAGRAPH.fullmatch(first):
            return f"<p>{_words(first, inline)}</p>\n"
        if heading := _HEADING.fullmatch(first):
            level = len(heading[1])
            return f"<h{level}>{_words(heading[2], inline)}</h{level}>\n"
    if first.startswith("- "):
        return _list(_BULLETS, "ul", lines, inline)
    if first.startswith("1. "):
        return _list(_NUMBERS, "ol", lines, inline)
    if first.startswith("|"):
        return _table(lines, inline)
    return None


def _list(pattern: re.Pattern[str], tag: str, lines: Sequence[str], inline: Inline) -> str | None:
    items = [pattern.fullmatch(line) for line in lines]
    if None in items:
        return None
    rows = "".join(f"<li>{_words(item[1], inline)}</li>\n" for item in items if item)
    return f"<{tag}>\n{rows}</{tag}>\n"


def _table(lines: Sequence[str], inline: Inline) -> str | None:
    if len(lines) < 3 or not _RULE.fullmatch(lines[1]):
        return None
    rows = [
        [cell.strip() for cell in row[1].split("|")]
        for line in (lines[0], *lines[2:])
        if (row := _ROW.fullmatch(line))
    ]
    width = lines[1].count("|") - 1
    if len(rows) < len(lines) - 1 or any(len(row) != width for row in rows):
        return None
    head, *body = (
        "<tr>\n" + "".join(f"<{tag}>{_words(cell, inline)}</{tag}>\n" for cell in row) + "</tr>\n"
        for tag, row in zip(("th", *("td",) * (len(rows) - 1)), rows, strict=True)
    )
    return f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{''.join(body)}</tbody>\n</table>\n"


def _words(text: str, inline: Inline) -> str:
    if _MARKUP.search(text):
        return inline(text)
    return text.replace(">", "&gt;").replace('"', "&quot;")
