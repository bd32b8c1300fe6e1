"""CONTRIBUTING.md tells the truth: its tables are the model's, its examples pass `check`."""

import re
from datetime import date
from pathlib import Path

import pytest

from catalogue.dates import parse_date
from catalogue.validation import load_catalogue, load_vocabulary
from tests.sample import CONTENT, MEASURE, write_content
from tools.guide import (
    EXAMPLES,
    GUIDE_FILE,
    TABLES,
    documented_fields,
    documented_models,
    sections,
    with_sections,
)

GUIDE = GUIDE_FILE.read_text(encoding="utf-8")


def between(name: str) -> str:
    return GUIDE.split(f"<!-- {name}:start -->")[1].split(f"<!-- {name}:end -->")[0]


def fenced(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_generated_parts_are_up_to_date() -> None:
    generated = with_sections(GUIDE, sections(GUIDE, load_vocabulary(CONTENT)))
    assert generated == GUIDE, "CONTRIBUTING.md is out of date: run `make schema`"


def test_every_field_is_documented_with_an_example_and_nothing_else_is() -> None:
    models = [model for root in TABLES.values() for model in documented_models(root)]
    assert {model.__name__: set(documented_fields(model)) for model in models} == {
        name: set(fields) for name, fields in EXAMPLES.items()
    }


def test_a_missing_marker_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs <!-- fields:start -->"):
        with_sections("no markers", {"fields": "x"})


def test_the_example_measure_passes(tmp_path: Path) -> None:
    (example,) = fenced(between("example"))
    catalogue = load_catalogue(write_content(tmp_path, **{"water-saving": example}))
    assert [measure.title for measure in catalogue.measures] == ["中堅企業節水輔導計畫"]


def test_the_example_story_passes(tmp_path: Path) -> None:
    (example,) = fenced(between("story-example"))
    content = write_content(tmp_path, sample=MEASURE)
    (content / "stories").mkdir()
    (content / "stories" / "example.md").write_text(example, encoding="utf-8")
    assert [story.company for story in load_catalogue(content).stories] == ["○○精密股份有限公司"]


def test_the_example_measure_can_be_added_to_the_real_ones() -> None:
    (example,) = fenced(between("example"))
    taken = [path.read_text(encoding="utf-8") for path in CONTENT.glob("measures/*.md")]
    number = re.findall(r"^number: .*$", example, re.MULTILINE)[0]
    assert not any(f"{number}\n" in text for text in taken)


@pytest.mark.parametrize("example", fenced(between("windows")))
def test_every_example_of_a_window_passes(tmp_path: Path, example: str) -> None:
    start, end = MEASURE.index("    windows:\n"), MEASURE.index("preferences:\n")
    indented = "".join(f"    {line}\n" for line in example.splitlines())
    text = MEASURE[:start] + indented + MEASURE[end:]

    catalogue = load_catalogue(write_content(tmp_path, sample=text))

    kinds = [window.kind for window in catalogue.measures[0].windows]
    assert kinds == re.findall(r"kind: (\w+)", example)


def test_there_is_an_example_of_every_kind_of_window() -> None:
    assert set(re.findall(r"kind: (\w+)", between("windows"))) == {
        "fixed",
        "annual",
        "rolling",
        "announced",
        "unstated",
    }


def test_the_forms_of_a_date_are_read_as_the_guide_says() -> None:
    forms = re.findall(r"^\| `(.+?)` \|", between("dates"), re.MULTILINE)
    assert len(forms) == 6
    firsts = [parse_date(form).first for form in forms]
    assert firsts == [date(2016, 2, 15)] * 5 + [date(2016, 2, 1)]


def test_every_heading_in_the_table_of_contents_exists() -> None:
    headings = set(re.findall(r"^#{2,3} (.+)$", GUIDE, re.MULTILINE))
    assert set(re.findall(r"\]\(#(.+?)\)", GUIDE)) <= headings
