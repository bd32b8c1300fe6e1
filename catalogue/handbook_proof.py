"""The handbook's PDF and the page it was made from in; what is wrong with the PDF, out.

What a person who leafs through it, or listens to it, would miss first: headings among the
bookmarks, each on the page it leads to and in the contents with that page's number; tags and the
language for those who listen; fonts inside, so that it looks the same anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

LANGUAGE = "zh-Hant-TW"
MAX_PAGES_A_MEASURE = 6
OTHER_PAGES = 30
_LEVELS = {"h2": 1, "h3": 2, "h4": 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading or the bookmark made from it; level 1 a chapter, 3 a measure."""

    level: int
    text: str
    page: int = 0
    """The bookmark's page, from 1."""


class _Headings(HTMLParser):
    """The headings of levels 2 to 4 of a page's article, without any white space."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Heading] = []
        self._open = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEVELS:
            self._open, self._text = tag, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self.found.append(Heading(level=_LEVELS[tag], text=_solid(self._text)))
            self._open = ""


def pdf_faults(pdf: bytes, html: str, title: str) -> list[str]:
    """What is wrong with the PDF of the page `html`, a line each; nothing if it is right."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    headings = _Headings(html).found
    marks = list(_bookmarks(reader, reader.outline))
    texts = [page.extract_text() for page in reader.pages]
    return [
        *_document_faults(reader, title),
        *_font_faults(reader),
        *_length_faults(len(texts), sum(heading.level == 3 for heading in headings)),
        *_bookmark_faults(marks, headings),
        *_page_faults(marks, texts),
    ]


def _solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _bookmarks(reader: Any, outline: Sequence[Any], level: int = 1) -> Iterator[Heading]:
    for item in outline:
        if isinstance(item, list):
            yield from _bookmarks(reader, item, level + 1)
        else:
            page = reader.get_destination_page_number(item)
            yield Heading(level=level, text=_solid(item.title), page=(page or 0) + 1)


def _document_faults(reader: Any, title: str) -> Iterator[str]:
    root = reader.trailer["/Root"]
    told = reader.metadata.title if reader.metadata else None
    if told != title:
        yield f"the title is {told!r}, not {title!r}"
    if root.get("/Lang") != LANGUAGE:
        yield f"the language is {root.get('/Lang')!r}, not {LANGUAGE!r}"
    if not root.get("/MarkInfo", {}).get("/Marked") or not root.get("/StructTreeRoot", {}).get(
        "/K"
    ):
        yield "it has no tags"
    metadata = root["/Metadata"].get_data() if "/Metadata" in root else b""
    if b"pdfuaid" not in metadata:
        yield "it does not say that it is PDF/UA"


def _font_faults(reader: Any) -> Iterator[str]:
    """Fonts that are not inside the file."""
    embedded: dict[str, bool] = {}
    for page in reader.pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        for reference in fonts.values():
            font = reference.get_object()
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            described = inner.get("/FontDescriptor", {}).get_object()
            embedded[str(font["/BaseFont"])] = any(key.startswith("/FontFile") for key in described)
    if not embedded:
        yield "it has no fonts"
    yield from (f"the font {name} is not embedded" for name, is_in in embedded.items() if not is_in)


def _length_faults(pages: int, measures: int) -> Iterator[str]:
    most = measures * MAX_PAGES_A_MEASURE + OTHER_PAGES
    if not measures <= pages <= most:
        yield f"it has {pages} pages for {measures} measures: {measures} to {most} are expected"


def _bookmark_faults(marks: Sequence[Heading], headings: Sequence[Heading]) -> Iterator[str]:
    told = [(mark.level, mark.text) for mark in marks]
    meant = [(heading.level, heading.text) for heading in headings]
    yield from (f"no bookmark leads to {mark[1]}" for mark in meant if mark not in told)
    yield from (f"a bookmark to no heading: {mark[1]}" for mark in told if mark not in meant)
    if sorted(told) == sorted(meant) and told != meant:
        yield "the bookmarks are not in the order of the headings"


def _page_faults(marks: Sequence[Heading], texts: Sequence[str]) -> Iterator[str]:
    """Bookmarks whose page does not show them, or that the contents send elsewhere."""
    lines = "\n".join(re.sub(r"[^\S\n]+", "", text) for text in texts)
    for mark in marks:
        if mark.text not in _solid(texts[mark.page - 1]):
            yield f"page {mark.page} does not show {mark.text}"
        title = r"\n?".join(map(re.escape, mark.text))
        listed = re.search(rf"^{title}\.+{mark.page}$", lines, re.MULTILINE)
        if mark.level == 3 and not listed:
            yield f"the contents do not give page {mark.page} for {mark.text}"
