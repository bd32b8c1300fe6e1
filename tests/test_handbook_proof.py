"""Proofreading the handbook's PDF: a right one passes, and each fault is told."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from catalogue.handbook_proof import pdf_faults

HTML = "<h1>Book</h1><h2>Part</h2><h3>Section</h3><h4><span>1</span> One</h4><h4>2 Two</h4>"
CONTENTS = ["Part........2", "1 One.......2", "2 Two.......3"]
TEXTS = [CONTENTS, ["Part", "Section", "1 One"], ["2 Two"]]
MARKS = [(1, "Part", 2), (2, "Section", 2), (3, "1 One", 2), (3, "2 Two", 3)]


def stream(content: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(content)
    return made


def names(**values: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})


def pdf(
    texts: list[list[str]] = TEXTS,
    marks: list[tuple[int, str, int]] = MARKS,
    change: Callable[[PdfWriter], None] = lambda writer: None,
    font_file: str = "FontFile",
) -> bytes:
    """A small book as WeasyPrint makes large ones: with tags, language, bookmarks and font."""
    writer = PdfWriter()
    font = names(
        Type=NameObject("/Font"),
        Subtype=NameObject("/Type1"),
        BaseFont=NameObject("/Helvetica"),
        FontDescriptor=names(Type=NameObject("/FontDescriptor"), **{font_file: stream(b"")}),
    )
    for lines in texts:
        page = writer.add_blank_page(200, 200)
        shown = b"".join(f"({line}) Tj T*\n".encode() for line in lines)
        content = stream(b"BT /F 9 Tf 12 TL 10 150 Td\n" + shown + b"ET")
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = names(Font=names(F=font))
    parents: dict[int, Any] = {0: None}
    for level, title, number in marks:
        parents[level] = writer.add_outline_item(
            title=title, page_number=number - 1, parent=parents[level - 1]
        )
    writer.add_metadata({"/Title": "Book"})
    root = writer._root_object
    root[NameObject("/Lang")] = TextStringObject("zh-Hant-TW")
    root[NameObject("/MarkInfo")] = names(Marked=BooleanObject(True))
    root[NameObject("/StructTreeRoot")] = names(K=ArrayObject([names()]))
    root[NameObject("/Metadata")] = writer._add_object(stream(b"<pdfuaid:part>1</pdfuaid:part>"))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def without(key: str) -> Callable[[PdfWriter], None]:
    def remove(writer: PdfWriter) -> None:
        del writer._root_object[NameObject(key)]

    return remove


def test_a_right_book_has_no_fault() -> None:
    assert pdf_faults(pdf(), HTML, "Book") == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (
            {"change": lambda writer: writer.add_metadata({"/Title": "Draft"})},
            "the title is 'Draft', not 'Book'",
        ),
        ({"change": without("/Lang")}, "the language is None, not 'zh-Hant-TW'"),
        ({"change": without("/MarkInfo")}, "it has no tags"),
        ({"change": without("/StructTreeRoot")}, "it has no tags"),
        ({"change": without("/Metadata")}, "it does not say that it is PDF/UA"),
        ({"font_file": "Nothing"}, "the font /Helvetica is not embedded"),
        (
            {"texts": [*TEXTS, *([[]] * 40)]},
            "it has 43 pages for 2 measures: 2 to 42 are expected",
        ),
        ({"marks": MARKS[:3]}, "no bookmark leads to 2Two"),
        (
            {"texts": [["1 One.......2", "2 Two.......2"], *TEXTS[1:]]},
            "the contents do not give page 3 for 2Two",
        ),
        (
            {"texts": [["1 One.......2", "2 Two.......33"], *TEXTS[1:]]},
            "the contents do not give page 3 for 2Two",
        ),
        ({"texts": [CONTENTS, ["Section", "1 One"], ["2 Two"]]}, "page 2 does not show Part"),
        (
            {
                "marks": [*MARKS, (3, "3 Three", 1)],
                "texts": [[*CONTENTS, "3 Three...1"], *TEXTS[1:]],
            },
            "a bookmark to no heading: 3Three",
        ),
        (
            {"marks": [*MARKS[:2], MARKS[3], MARKS[2]]},
            "the bookmarks are not in the order of the headings",
        ),
    ],
)
def test_each_fault_is_told(wrong: dict[str, Any], fault: str) -> None:
    assert pdf_faults(pdf(**wrong), HTML, "Book") == [fault]


def test_a_title_may_take_two_lines_in_the_contents() -> None:
    texts = [["1 One.......2", "2", "Two.......3"], *TEXTS[1:]]
    assert pdf_faults(pdf(texts), HTML, "Book") == []


def test_a_bookmark_of_another_level_is_another_bookmark() -> None:
    marks = [*MARKS[:3], (2, "2 Two", 3)]
    assert pdf_faults(pdf(marks=marks), HTML, "Book") == [
        "no bookmark leads to 2Two",
        "a bookmark to no heading: 2Two",
    ]
