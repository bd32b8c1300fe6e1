"""Problems in; the lines that tell a person, GitHub or a program of them, out."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Literal

from catalogue.problems import Problem

Format = Literal["terminal", "github", "json"]
FORMATS: tuple[Format, ...] = ("terminal", "github", "json")


def format_problems(problems: Iterable[Problem], form: Format) -> str:
    """One line a problem, or one JSON array; without a line feed at the end."""
    if form == "json":
        return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(map(_annotation, problems))
    return "\n".join(map(str, problems))


def _annotation(problem: Problem) -> str:
    """A workflow command; GitHub shows it beside the line that it names.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    properties = {
        "file": problem.path,
        "line": problem.line,
        "col": problem.column,
        "title": "內容有錯" if problem.severity == "error" else "提醒",
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{problem.severity} {listed}::{_data(problem.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
