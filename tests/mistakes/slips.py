"""About fifty kinds of mistake that editors make, put into a measure's text at every spot.

A text in; copies of it with one mistake each, and the lines at which it may be told, out. What
the mistake must be told as (`codes`) and whether the line mended must come with it (`cured`) is
said of the kind.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

_KEY = r"^(?P<indent> *)(?P<dash>- )?(?P<key>[a-z_]+): (?P<value>.+)$"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A text with one mistake; `lines` are those, from 1, at which it may be told."""

    text: str
    lines: frozenset[int]


Spots = Callable[[Sequence[str]], Iterator[Slip]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of mistake; `spots` makes it at each place of a text where it can be made."""

    name: str
    codes: frozenset[str]
    cured: bool
    spots: Spots


def fences(lines: Sequence[str]) -> tuple[int, int]:
    """The lines, from 0, that open and close the front matter of a right text."""
    first = lines.index("---")
    return first, lines.index("---", first + 1)


def _slip(lines: Sequence[str], first: int, last: int, *new: str, at: Sequence[int] = ()) -> Slip:
    """`new` in the place of lines first to last (from 0, without the last); told at its first."""
    text = "\n".join((*lines[:first], *new, *lines[last:]))
    return Slip(text=text, lines=frozenset(at or (first + 1,)))


def _edited(
    pattern: str, new: str | Callable[[re.Match[str]], str], lines: Sequence[str]
) -> Iterator[Slip]:
    """Every line of the front matter that matches, with the match written otherwise."""
    start, end = fences(lines)
    for index in range(start + 1, end):
        edited, changes = re.subn(pattern, new, lines[index], count=1)
        if changes and edited != lines[index]:
            yield _slip(lines, index, index + 1, edited)


def _edited_body(pattern: str, new: str, lines: Sequence[str]) -> Iterator[Slip]:
    _, end = fences(lines)
    for index in range(end + 1, len(lines)):
        edited, changes = re.subn(pattern, new, lines[index], count=1)
        if changes:
            yield _slip(lines, index, index + 1, edited)


def _added(key: str, line: str, lines: Sequence[str]) -> Iterator[Slip]:
    """A line added below the one of a key at the outermost level."""
    start, end = fences(lines)
    for index in range(start + 1, end):
        if lines[index].startswith(f"{key}: "):
            yield _slip(lines, index + 1, index + 1, line)


def _without_opening(lines: Sequence[str]) -> Iterator[Slip]:
    yield _slip(lines, 0, 1)


def _without_closing(lines: Sequence[str]) -> Iterator[Slip]:
    _, end = fences(lines)
    yield _slip(lines, end, end + 1)


def _surplus_fence(lines: Sequence[str]) -> Iterator[Slip]:
    start, end = fences(lines)
    for index in range(start + 2, end - 1):
        yield _slip(lines, index, index, "---")


def _other_opening(fence: str, lines: Sequence[str]) -> Iterator[Slip]:
    yield _slip(lines, 0, 1, fence)


def _other_closing(fence: str, lines: Sequence[str]) -> Iterator[Slip]:
    _, end = fences(lines)
    yield _slip(lines, end, end + 1, fence)


def _indented(blanks: str, lines: Sequence[str]) -> Iterator[Slip]:
    """Further in by `blanks`, where the fields of the line have company in their group."""
    for index, match in _keyed(lines):
        width = len(match["indent"])
        if width and _has_company(lines, index):
            indent = match["indent"] + blanks if blanks.strip(" ") == "" else blanks
            rest = lines[index][width:]
            yield _slip(lines, index, index + 1, indent + rest)


def _outdented(lines: Sequence[str]) -> Iterator[Slip]:
    for index, match in _keyed(lines):
        if match["indent"] and _has_company(lines, index):
            yield _slip(lines, index, index + 1, lines[index][1:])


def _keyed(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    start, end = fences(lines)
    for index in range(start + 1, end):
        if match := re.match(r"^(?P<indent> *)(?P<dash>- )?(?P<key>[a-z_]+):", lines[index]):
            yield index, match


def _has_company(lines: Sequence[str], index: int) -> bool:
    """Whether the line above or below begins in the same column: else indentation is free."""
    width = _column(lines[index])
    above, below = lines[index - 1], lines[index + 1]
    return _column(above) == width or ("- " not in lines[index][:width] and _column(below) == width)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


def _without_dash(lines: Sequence[str]) -> Iterator[Slip]:
    """An item of a list begun without its dash: told there, or at the field that repeats."""
    for index, match in _keyed(lines):
        if match["dash"]:
            indent = match["indent"]
            mended = f"{indent}  {lines[index][len(indent) + 2 :]}"
            yield _slip(lines, index, index + 1, mended, at=(index, index + 1, index + 2))


def _twice(lines: Sequence[str]) -> Iterator[Slip]:
    start, end = fences(lines)
    for index in range(start + 1, end):
        match = re.match(_KEY, lines[index])
        if match and match["value"] != "|-" and not match["dash"]:
            yield _slip(lines, index + 1, index + 1, lines[index], at=(index + 2,))


def _without(key: str, lines: Sequence[str]) -> Iterator[Slip]:
    """Without the line of a field that must be there: told near it."""
    start, end = fences(lines)
    for index in range(start + 1, end):
        match = re.match(_KEY, lines[index])
        if match and match["key"] == key and not match["dash"]:
            yield _slip(lines, index, index + 1, at=range(max(1, index - 4), index + 2))


def _swapped_dates(lines: Sequence[str]) -> Iterator[Slip]:
    for index, match in _keyed(lines):
        following = lines[index + 1]
        if match["key"] == "opens" and following.lstrip().startswith("closes: "):
            opens, closes = (line.split(": ")[1] for line in lines[index : index + 2])
            if opens != closes:
                indent = " " * _column(following)
                swapped = (lines[index].replace(opens, closes), f"{indent}closes: {opens}")
                yield _slip(lines, index, index + 2, *swapped, at=(index + 1, index + 2))


def _conflict(lines: Sequence[str]) -> Iterator[Slip]:
    start, end = fences(lines)
    for index in range(start + 1, end):
        ours = lines[index]
        new = ("<<<<<<< HEAD", ours, "=======", ours, ">>>>>>> patch-1")
        yield _slip(lines, index, index + 1, *new)


def _emptied(lines: Sequence[str]) -> Iterator[Slip]:
    """A field without its value, where that is one text on the same line."""
    start, end = fences(lines)
    for index in range(start + 1, end):
        match = re.match(_KEY, lines[index])
        if match and match["value"][0] not in "[{|":
            emptied = f"{match['indent']}{match['dash'] or ''}{match['key']}:"
            yield _slip(lines, index, index + 1, emptied)


def _pasted_table(lines: Sequence[str]) -> Iterator[Slip]:
    start, end = fences(lines)
    for index in range(start + 1, end):
        if re.match(r"(contacts|preferences|links):", lines[index]):
            yield _slip(lines, index, index, "| 項目 | 金額 |", "| --- | --- |")


def _split_text(lines: Sequence[str]) -> Iterator[Slip]:
    """A text broken in two, the rest at the edge: told where the rest begins."""
    start, end = fences(lines)
    for index in range(start + 1, end):
        if match := re.match(r"^(title|summary|source): (.{4})(.{4,})$", lines[index]):
            new = (f"{match[1]}: {match[2]}", match[3])
            yield _slip(lines, index, index + 1, *new, at=(index + 2,))


def _above(line: str, lines: Sequence[str]) -> Iterator[Slip]:
    yield _slip(lines, 0, 0, line)


def _second_measure(lines: Sequence[str]) -> Iterator[Slip]:
    yield _slip(lines, len(lines), len(lines), *lines)


def _without_body(lines: Sequence[str]) -> Iterator[Slip]:
    _, end = fences(lines)
    yield _slip(lines, end + 1, len(lines), "", at=(end + 1,))


def _kind(name: str, codes: str, spots: Spots, *, cured: bool = True) -> Kind:
    return Kind(name=name, codes=frozenset(codes.split()), cured=cured, spots=spots)


def _edit(
    name: str,
    codes: str,
    pattern: str,
    new: str | Callable[[re.Match[str]], str],
    *,
    cured: bool = True,
) -> Kind:
    return _kind(name, codes, partial(_edited, pattern, new), cured=cured)


_DATE = r"(?<=: )(105-\d\d-\d\d)$"
_PHONE = r"(?<=phone: )\((\d+)\)(\d+)-(\d+)$"
_TEXT = r"^( *(?:- )?(?:title|summary|audience|text|name|note|label|term|organisation): )(.{3,})$"

KINDS = (
    # The two lines
    _kind("no opening fence", "fence-missing", _without_opening, cured=False),
    _kind("no closing fence", "fence-missing", _without_closing, cured=False),
    _kind("a fence among the fields", "fence-extra", _surplus_fence, cured=False),
    _kind("opening fence in full width", "fence-typo", partial(_other_opening, "－－－")),
    _kind("opening fence of two dashes", "fence-typo", partial(_other_opening, "--")),
    _kind("closing fence of five dashes", "fence-typo", partial(_other_closing, "-----")),
    _kind("closing fence as one long dash", "fence-typo", partial(_other_closing, "——")),
    # Blanks and signs of YAML
    _kind("indented by a tab", "yaml-tab", partial(_indented, "\t")),
    _kind("indented by a wide blank", "yaml-fullwidth-space", partial(_indented, "　")),
    _kind("one blank too many", "yaml-indent", partial(_indented, " ")),
    _kind("one blank too few", "yaml-indent", _outdented),
    _edit("full-width colon", "yaml-fullwidth-colon", r"^( *(?:- )?[a-z_]+): ", r"\1："),
    _edit("no blank after the colon", "yaml-colon-space", r"^( *(?:- )?[a-z_]+): ", r"\1:"),
    _edit("no colon", "yaml-no-colon", r"^( *(?:- )?[a-z_]+): ", r"\1 "),
    _edit("a colon in the text", "yaml-colon-in-text", _TEXT, r"\1注意: \2"),
    _edit("a quote without an end", "yaml-quote", _TEXT, r'\1"\2'),
    _edit("text after the quote's end", "yaml-quote", _TEXT, r'\1"\2"（暫定）'),
    _edit("a bracket without an end", "yaml-bracket", r"(: \[.*)\]$", r"\1"),
    _edit("a bracket in full width", "yaml-bracket", r"(: \[.*)\]$", r"\1］"),
    _edit(
        "no dash at an item of text",
        "yaml-dash yaml-stray-line wrong-type",
        r"^(  )- (?=[^a-z])",
        r"\1",
    ),
    _edit("no blank after the dash", "yaml-dash", r"^( *)- ", r"\1-"),
    _edit("a dash in full width", "yaml-dash", r"^( *)- ", r"\1－ "),
    _kind(
        "no dash at an item",
        "yaml-dash duplicate-key yaml-indent wrong-type",
        _without_dash,
        cured=False,
    ),
    _edit("a text that begins with @", "yaml-special-start", _TEXT, r"\1@\2"),
    _edit("a text that begins with *", "yaml-alias yaml-special-start", _TEXT, r"\1*\2"),
    _edit("a text that begins with %", "yaml-special-start", _TEXT, r"\1%\2"),
    _edit("a # in the text", "yaml-comment", _TEXT, r"\1\2 #1"),
    _edit("no for a text", "yaml-unquoted", _TEXT, r"\1no"),
    _edit("a time for a text", "yaml-unquoted", _TEXT, r"\g<1>12:30"),
    _edit("an invisible character", "hidden-character", r"(?<=: .)", "\u200b"),
    # Fields
    _kind("a field written twice", "duplicate-key", _twice, cured=False),
    _edit("a letter too few in a field", "unknown-key", r"(?<=[a-z])[a-z](?=[a-z]*:( |$))", ""),
    _edit(
        "a field with a capital",
        "unknown-key",
        r"^( *(?:- )?)([a-z])(?=[a-z_]+:)",
        lambda m: m[1] + m[2].upper(),
    ),
    _edit(
        "a field in Chinese",
        "unknown-key",
        r"^( *(?:- )?)(?:title|summary|source)(?=:)",
        r"\1說明文字",
        cured=False,
    ),
    _kind("no source", "missing-key", partial(_without, "source"), cured=False),
    _edit(
        "two fields on a line",
        "yaml-colon-in-text",
        r"^( *- name: .*)$",
        r"\1, phone: (02)2754-1255",
        cured=False,
    ),
    _edit("words parted by 、", "list-separator", r"^(keywords: \[[^,]*), ", r"\1、"),
    _kind("no organisation", "missing-key", partial(_without, "organisation"), cured=False),
    _kind("no phone", "missing-key", partial(_without, "phone"), cured=False),
    _kind("an empty field", "empty-value", _emptied, cured=False),
    _edit(
        "a list in place of a text",
        "wrong-type",
        r"^(title|summary|source): (.*)",
        r"\1: [\2]",
        cured=False,
    ),
    _edit("a text in place of a list", "wrong-type", r"^(agencies|keywords): \[(.*)\]", r"\1: \2"),
    # Words of the vocabularies
    _edit("an agency's short name", "unknown-agency", r"(?<=^agencies: \[)經濟部(\S+)\]$", r"\1]"),
    _edit(
        "an agency that is not",
        "unknown-agency",
        r"(?<=^agencies: \[).*(?=\])",
        "火星探測總署",
        cured=False,
    ),
    _edit("a category misspelt", "unknown-category", r"(?<=^subcategory: )(.*)(.)$", r"\1類"),
    _edit(
        "a kind of service misspelt",
        "unknown-service-type",
        r"(?<=^  - type: )(輔導補助|人才培訓|訪視診斷|行銷推廣|諮詢訪視|融資貸款)",
        lambda m: m[1][2:] + m[1][:2],
    ),
    _edit(
        "a kind of preference misspelt",
        "choice",
        r"(?<=^  - type: )(優先支持|補助加碼|提高額度|專屬資源)",
        lambda m: m[1][:-1],
    ),
    _edit(
        "a role by another name",
        "choice",
        r"(?<=role: )(主辦機關|執行單位)",
        lambda m: {"主": "主辦單位", "執": "承辦單位"}[m[1][0]],
    ),
    _edit("a kind of window misspelt", "choice", r"(?<=kind: )([a-z]+)([a-z])", r"\1"),
    # Numbers
    _edit("a number with a unit", "wrong-number", r"(?<=^number: )(\d+)", r"\1 號", cured=False),
    _edit("money with commas", "wrong-number", r"(?<=twd: )(\d+)(\d{3})$", r"\1,\2"),
    _edit("money in Chinese numerals", "wrong-number", r"(?<=twd: )2000000$", "二百萬"),
    _edit("a number behind a sign", "yaml-comment", r"(?<=^number: )(\d+)", r"#\1"),
    _edit("money in 萬", "wrong-number", r"(?<=twd: )(\d+)0000$", r"\1 萬元"),
    _edit("a percentage with its sign", "wrong-number", r"(?<=percent: )(\d+)$", r"\1%"),
    _edit("a percentage above 100", "number-limit", r"(?<=percent: )(\d+)$", "150", cured=False),
    # Dates
    _edit("the 30th of February", "date-impossible", _DATE, "105-02-30", cured=False),
    _edit("the 13th month", "date-impossible", _DATE, "105-13-01", cured=False),
    _edit(
        "a year out of range", "date-year", r"(?<=: )(105)(?=-\d\d(-\d\d)?$)", "1050", cured=False
    ),
    _edit(
        "a year that is far",
        "date-far date-order",
        r"(?<=closes: )(105)(?=-\d\d(-\d\d)?$)",
        "150",
        cured=False,
    ),
    _edit("digits in full width", "date-form", r"(?<=: )(105)(?=-\d\d(-\d\d)?$)", "１０５"),
    _edit(
        "a date with its time",
        "date-form",
        r"(?<=: )105-(\d\d)-(\d\d)$",
        r"民國 105/\1/\2 17:00",
    ),
    _edit(
        "a date in Chinese numerals",
        "date-form",
        r"(?<=: )105-0(\d)-1\d$",
        lambda m: f"一百零五年{'零一二三四五六七八九'[int(m[1])]}月十五日",
    ),
    _edit("a word in place of a date", "date-form", _DATE, "額滿為止", cured=False),
    _edit("a date run together", "date-form", r"(?<=: )(105)-(\d\d)-(\d\d)$", r"\1\2\3"),
    _edit("a period in place of a date", "date-form", _DATE, r"\1~105-12-31", cured=False),
    _kind("closes before it opens", "date-order", _swapped_dates, cured=False),
    _kind(
        "an impossible day of verification",
        "date-impossible",
        partial(_added, "source", "verified_on: 105-02-30"),
        cured=False,
    ),
    _kind(
        "a month of verification",
        "date-no-day",
        partial(_added, "source", "verified_on: 105-02"),
        cured=False,
    ),
    # Telephones and addresses
    _edit("a phone without parentheses", "phone-form", _PHONE, r"\1-\2-\3"),
    _edit("a phone in full width", "phone-form", _PHONE, r"（\1）\2-\3"),
    _edit("a phone without area code", "phone-form", _PHONE, r"\2-\3", cured=False),
    _edit(
        "a phone with a digit too few",
        "phone-impossible phone-form",
        r"(?<=phone: )(\((?:02|03)\)\d+-\d+)\d$",
        r"\1",
        cured=False,
    ),
    _edit("a phone with its extension", "phone-form", _PHONE, r"(\1)\2-\3 分機 12"),
    _edit("an extension in words", "ext-form", r'(?<=ext: )"?(\d+)"?$', r"分機 \1"),
    _edit("an extension in curly quotes", "text-quotes ext-form", r'(?<=ext: )"?(\d+)"?$', r"“\1”"),
    _edit("an address without scheme", "url-form", r"(?<=url: )https?://", ""),
    _edit("an address with a blank", "url-form", r"(?<=url: )(https?://)", r"\1 "),
    _edit(
        "an address that runs", "url-scheme", r"(?<=url: )(https?://)", "javascript:", cured=False
    ),
    _edit("a text in curly quotes", "text-quotes", _TEXT, r"\1“\2”"),
    _edit("a tab in the text", "text-tab", r"^(title|summary|source): (..)", "\\1: \\2\t"),
    # The body
    _kind(
        "a tag in the body", "body-html", partial(_edited_body, r"^(\w{4})", r"\1<b>"), cured=False
    ),
    _kind(
        "a script in the body",
        "body-html",
        partial(_edited_body, r"^(\w{4})", r"\1<script>x</script>"),
        cured=False,
    ),
    _kind(
        "an unsafe link in the body",
        "body-link",
        partial(_edited_body, r"^(\w{4})", r"\1[這裡](javascript:x)"),
        cured=False,
    ),
    _kind(
        "a picture in the body",
        "body-image",
        partial(_edited_body, r"^(\w{4})", r"\1![圖](https://a.tw/x.png)"),
        cured=False,
    ),
    _kind("a heading without its blank", "body-heading", partial(_edited_body, r"^## ", "##")),
    _kind("no body", "body-missing", _without_body, cured=False),
    # What comes with pasting
    _kind("a merge conflict", "merge-conflict", _conflict, cured=False),
    _kind("a pasted table", "yaml-stray-line", _pasted_table, cured=False),
    _kind("a text broken in two", "yaml-stray-line", _split_text, cured=False),
    _kind("a fence of code above it all", "fence-late", partial(_above, "```yaml"), cured=False),
    _kind("a title above the fields", "fence-late", partial(_above, "# 措施"), cured=False),
    _kind("two measures in one file", "two-measures", _second_measure, cured=False),
)
