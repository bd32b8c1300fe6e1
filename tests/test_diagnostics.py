"""Problems as people, GitHub and programs read them."""

import json

import pytest

from catalogue.diagnostics import format_problems, summary
from catalogue.faults import FAULTS
from catalogue.problems import Problem

DATE = Problem(
    path="content/measures/citd.md",
    line=28,
    column=17,
    message="日期「１０５-03-15」有全形字或多餘的空白，要用半形。",
    code="date-form",
    fix="        closes: 105-03-15",
    source="        closes: １０５-03-15",
)
FILE = Problem(path="a.md", line=1, column=1, message="檔案是空的。", code="file-empty")
HOSTILE = Problem(
    path="a,b:c.md",
    line=1,
    column=1,
    message="100%\n::error::x",
    code="summary-long",
    severity="warning",
)


def test_a_person_reads_place_message_line_and_cure() -> None:
    assert format_problems([DATE, FILE], "terminal").splitlines() == [
        "content/measures/citd.md:28:17: 錯誤：日期「１０５-03-15」有全形字或多餘的空白，要用半形。"
        " [date-form]",
        "    28 |         closes: １０５-03-15",
        "       |                 ^",
        "  改成 |         closes: 105-03-15",
        "a.md:1:1: 錯誤：檔案是空的。 [file-empty]",
    ]


def test_the_caret_stands_below_wide_characters() -> None:
    problem = Problem(
        path="a.md", line=3, column=10, message="x", code="other", source="title: 甲乙: 丙"
    )
    assert format_problems([problem], "terminal").splitlines()[1:] == [
        "     3 | title: 甲乙: 丙",
        "       |            ^",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "offer: " + "長" * 200 + "<script>" + "短" * 200
    problem = Problem(path="a.md", line=3, column=208, message="x", code="other", source=source)
    _, line, caret = format_problems([problem], "terminal").splitlines()
    shown = line.removeprefix("     3 | ")
    assert shown.startswith("…長")
    assert "<script>" in shown
    assert shown.endswith("短…")
    assert len(shown) < 100
    before = shown[: shown.index("<")]
    assert caret == "       | " + " " * (2 * len(before) - 1) + "^"  # the … takes one column


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b" not in format_problems([DATE], "terminal")
    coloured = format_problems([DATE, HOSTILE], "terminal", colour=True)
    assert "\x1b[31m錯誤：\x1b[0m" in coloured
    assert "\x1b[33m提醒：\x1b[0m" in coloured


def test_what_could_move_the_cursor_is_not_printed() -> None:
    problem = Problem(path="a.md", line=1, column=2, message="x", code="other", source="a\x1b[2Jb")
    assert "\x1b" not in format_problems([problem], "terminal")


def test_github_shows_an_annotation_and_takes_no_command_from_a_message() -> None:
    assert format_problems([DATE, HOSTILE], "github").splitlines() == [
        "::error file=content/measures/citd.md,line=28,col=17,title=日期的寫法不對 (date-form)::"
        "日期「１０５-03-15」有全形字或多餘的空白，要用半形。"
        "%0A整行改成：%0A        closes: 105-03-15",
        "::warning file=a%2Cb%3Ac.md,line=1,col=1,title=一句話說明太長 (summary-long)::"
        "100%25%0A::error::x",
    ]


def test_a_program_reads_json() -> None:
    assert json.loads(format_problems([DATE, FILE], "json")) == [
        {
            "path": "content/measures/citd.md",
            "line": 28,
            "column": 17,
            "severity": "error",
            "code": "date-form",
            "title": "日期的寫法不對",
            "message": "日期「１０５-03-15」有全形字或多餘的空白，要用半形。",
            "fix": "        closes: 105-03-15",
        },
        {
            "path": "a.md",
            "line": 1,
            "column": 1,
            "severity": "error",
            "code": "file-empty",
            "title": "檔案是空的",
            "message": "檔案是空的。",
            "fix": None,
        },
    ]


@pytest.mark.parametrize("form", ["terminal", "github"])
def test_no_problems_are_no_text(form: str) -> None:
    assert format_problems([], form) == ""


def test_warnings_are_counted_by_kind() -> None:
    http = Problem(path="a.md", line=1, column=1, message="x", code="link-http", severity="warning")
    assert summary([http, HOSTILE, http]).splitlines() == [
        "     2 則  網址是 http [link-http]",
        "     1 則  一句話說明太長 [summary-long]",
    ]


def test_every_kind_of_problem_has_a_title_and_a_cure() -> None:
    for code, fault in FAULTS.items():
        assert fault.code == code
        assert fault.title
        assert not fault.title.endswith("。")
        assert fault.cure.endswith("。")
