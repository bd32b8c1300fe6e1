"""Every message, word by word: measures with one fault each, and what `check` prints of them.

`python -m tests.mistakes.test_messages` writes `expected.txt` again; a person reads the change.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.diagnostics import format_problems
from catalogue.faults import FAULTS
from catalogue.problems import ContentError
from catalogue.validation import load_vocabulary, measure_reader
from tests.sample import CONTENT

INVALID = Path(__file__).parent.parent / "sites" / "invalid"
EXPECTED = INVALID / "expected.txt"
CODE = re.compile(r"錯誤：.* \[([a-z-]+)\]$", re.MULTILINE)
ELSEWHERE = {
    # Of files as a whole, of several files together, of vocabularies: test_mistakes, test_fuzz …
    *("file-missing", "file-unreadable", "file-empty", "file-encoding", "file-too-large"),
    *("file-name", "file-place", "too-many", "yaml-depth", "yaml-not-fields", "yaml-syntax"),
    *("number-twice", "title-twice", "id-twice", "name-twice", "address-lost", "email-form"),
    *("list-too-long", "body-too-long", "value-wrong", "other"),
}


def told(path: Path) -> str:
    """What is printed of a file."""
    try:
        measure_reader(load_vocabulary(CONTENT))(path)
    except ContentError as error:
        return format_problems(error.problems, "terminal").replace(f"{path.parent.as_posix()}/", "")
    return f"{path.name}: nothing"


def expected() -> dict[str, str]:
    blocks = EXPECTED.read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
    return {block.split(":")[0]: block for block in blocks}


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.md")), ids=lambda path: path.stem)
def test_what_is_told_of_one_fault(path: Path) -> None:
    assert told(path) == expected()[path.name]


def test_each_file_has_one_fault_and_is_named_after_it() -> None:
    for name, block in expected().items():
        (code,) = CODE.findall(block)
        assert name.startswith(code), name
    assert sorted(expected()) == sorted(path.name for path in INVALID.glob("*.md"))


def test_every_kind_of_error_is_among_them() -> None:
    codes = set(CODE.findall(EXPECTED.read_text(encoding="utf-8")))
    advice = {code for code, fault in FAULTS.items() if fault.group.startswith("提醒")}
    assert set(FAULTS) - advice - codes == ELSEWHERE


def blocks() -> Iterator[str]:
    for path in sorted(INVALID.glob("*.md")):
        yield told(path)


if __name__ == "__main__":
    EXPECTED.write_text("\n\n".join(blocks()) + "\n", encoding="utf-8")
