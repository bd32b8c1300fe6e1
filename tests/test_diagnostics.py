"""Problems as people, GitHub and programs read them."""

import json

from catalogue.diagnostics import format_problems
from catalogue.problems import Problem

PROBLEMS = [
    Problem(path="content/measures/citd.md", line=37, column=15, message="日期「105-02-30」不存在"),
    Problem(path="a,b:c.md", line=1, column=1, message="100%\n::error::x", severity="warning"),
]


def test_a_person_reads_place_and_message() -> None:
    assert format_problems(PROBLEMS, "terminal").splitlines()[0] == (
        "content/measures/citd.md:37:15: 錯誤：日期「105-02-30」不存在"
    )


def test_github_shows_an_annotation_and_takes_no_command_from_a_message() -> None:
    assert format_problems(PROBLEMS, "github").splitlines() == [
        "::error file=content/measures/citd.md,line=37,col=15,title=內容有錯::"
        "日期「105-02-30」不存在",
        "::warning file=a%2Cb%3Ac.md,line=1,col=1,title=提醒::100%25%0A::error::x",
    ]


def test_a_program_reads_json() -> None:
    assert json.loads(format_problems(PROBLEMS, "json"))[0] == {
        "path": "content/measures/citd.md",
        "line": 37,
        "column": 15,
        "message": "日期「105-02-30」不存在",
        "severity": "error",
    }
