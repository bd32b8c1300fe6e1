"""Content lines, beside those that icalendar writes and reads."""

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from catalogue.content_lines import content_lines, escaped


def test_a_long_line_goes_on_in_the_next_behind_a_space() -> None:
    lines = ["SUMMARY:" + "截止" * 20, "STATUS:CONFIRMED"]
    assert content_lines(lines).decode() == (
        "SUMMARY:截止截止截止截止截止截止截止截止截止截止截止\r\n"
        " 截止截止截止截止截止截止截止截止截止\r\n"
        "STATUS:CONFIRMED\r\n"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("補助，一半", "補助，一半"),
        ("A, B; C", r"A\, B\; C"),
        ("第一行\n第二行", r"第一行\n第二行"),
        ("第一行\r\n第二行\r第三行", r"第一行\n第二行\n第三行"),
        (r"C:\new", r"C:\\new"),
    ],
)
def test_what_a_text_is_written_as(text: str, value: str) -> None:
    assert escaped(text) == value


@given(st.text(max_size=300))
@example("n" * 73 + ";")  # an escape where a line is full
@example("n" * 74)
@example("n" * 75)
@example("😀" * 40)
def test_lines_are_those_of_icalendar(text: str) -> None:
    # icalendar takes a backslash with an N for a line break, which it is in no text of ours.
    value = escaped(text.replace(r"\N", ""))
    assert value.encode() == icalendar.vText(text.replace(r"\N", "")).to_ical()
    assert content_lines([value]) == Contentline(value).to_ical() + b"\r\n"


@given(
    st.text(st.characters(exclude_categories=["C", "Z"])) | st.text("\\;,:^nN 截\n", min_size=60)
)
def test_a_subscriber_s_program_reads_what_was_written(text: str) -> None:
    line = content_lines([f"SUMMARY:{escaped(text)}"])
    assert max(map(len, line.split(b"\r\n"))) <= 75
    read = Contentline.from_ical(line.removesuffix(b"\r\n"))
    assert read.parts()[2] == text
