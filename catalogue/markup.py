"""Markup that editors must not write: HTML tags, links that are no links; and escaping it.

Pure patterns, shared by the plain-text fields (`values`) and the Markdown bodies (`prose`).
"""

import re

_ACTING = r"(?:script|style|iframe|object|embed|svg|img|form|input|link|meta|base)\b[^<>]{0,40}"

HTML_TAG = re.compile(
    rf"<(?:!--|!DOCTYPE\b|\?[a-z]+\b|/?[a-z][a-z0-9-]*(?:[\s/][^<>]*)?>|/?{_ACTING})",
    re.IGNORECASE,
)
"""A tag or a comment; those that could act are found even where their end is missing."""

ACTING_TAG = re.compile(rf"<{_ACTING}", re.IGNORECASE)
"""The beginning of an element that runs, loads or sends something."""

LINK_SYNTAX = re.compile(
    r"\]\([^\s()]{0,60}|[\]］】]\s*[(（]\s*(?:https?:|www\.|mailto:|tel:)[^\s()（）]{0,60}"
    r"|\[[^\[\]\n]{1,40}\]\[[^\[\]\n]{0,40}\]",
    re.IGNORECASE,
)
"""`[…](…` as Markdown writes a link, or nearly so."""

UNSAFE_SCHEME = re.compile(r"\b(?:javascript|vbscript):\S|[(<（]\s*(?:data|file):\S", re.IGNORECASE)
"""An address that would run a program or read a file where it is opened."""


def shown(text: str, length: int = 40) -> str:
    """A text quoted in a message: on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is: a pull request comes from anyone."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&@])", r"\\\1", " ".join(text.split()))
