"""Every kind of mistake of `slips`, one at a time in each of the 42 real files; several at once.

Each is told once, in its file, at its line, as what it is; the corrected line, where there is
one, makes the file right again.
"""

import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.problems import ContentError, Problem
from catalogue.validation import load_catalogue, load_vocabulary, measure_reader
from tests.mistakes.slips import KINDS, Kind, Slip
from tests.sample import CONTENT

ROOT = CONTENT.parent
VOCABULARY = load_vocabulary(CONTENT)
READ = measure_reader(VOCABULARY)
FILES = {path.stem: path.read_text("utf-8") for path in sorted(CONTENT.glob("measures/*.md"))}
CASES = 3_474
"""Of 42 files and the kinds; a kind that a file has no place for (no date, no link) is left out."""
AT_ONCE = 4


def slip_in(kind: Kind, measure_id: str) -> Slip | None:
    """One of the places for a mistake in a file: always the same, another in each file."""
    spots = list(kind.spots(FILES[measure_id].split("\n")))
    chosen = zlib.crc32(f"{kind.name} {measure_id}".encode())
    return spots[chosen % len(spots)] if spots else None


def problems_of(text: str, folder: Path, measure_id: str) -> tuple[Problem, ...]:
    path = folder / f"{measure_id}.md"
    path.write_text(text, encoding="utf-8")
    try:
        READ(path)
    except ContentError as error:
        return error.problems
    return ()


def mended(text: str, problem: Problem) -> str:
    """The text with the corrected line in the place of the wrong one."""
    lines = text.split("\n")
    lines[problem.line - 1] = problem.fix
    return "\n".join(lines)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_mistake_in_each_file_is_told_once_with_its_cure(kind: Kind, tmp_path: Path) -> None:
    for measure_id in FILES:
        if (slip := slip_in(kind, measure_id)) is None:
            continue
        (problem,) = problems_of(slip.text, tmp_path, measure_id)
        assert problem.path == (tmp_path / f"{measure_id}.md").as_posix()
        assert problem.line in slip.lines, (measure_id, problem)
        assert problem.code in kind.codes, (measure_id, problem)
        assert problem.severity == "error"
        assert problem.message.endswith(("。", "？", "）"))
        assert problem.fix or not kind.cured, (measure_id, problem)
        if problem.fix:
            assert problems_of(mended(slip.text, problem), tmp_path, measure_id) == ()


def test_how_many_cases_there_are() -> None:
    assert len(FILES) == 42
    assert len({kind.name for kind in KINDS}) == len(KINDS) == 93
    assert sum(slip_in(kind, name) is not None for kind in KINDS for name in FILES) == CASES


def several(measure_id: str, chance: random.Random) -> tuple[str, list[Slip]]:
    """A file with several mistakes of different kinds, apart from one another."""
    text = FILES[measure_id]
    lines = text.split("\n")
    written, slips, taken = list(lines), list[Slip](), set[int]()
    for kind in chance.sample(KINDS, len(KINDS)):
        spots = list(kind.spots(lines))
        slip = chance.choice(spots) if spots else None
        if slip is None or slip.text.count("\n") != text.count("\n"):
            continue  # it would move the lines below it
        new = slip.text.split("\n")
        changed = {index for index, line in enumerate(lines) if new[index] != line}
        if any(abs(index - other) < 4 for index in changed for other in taken):
            continue
        for index in changed:
            written[index] = new[index]
        taken |= changed
        slips.append(slip)
        if len(slips) == AT_ONCE:
            break
    return "\n".join(written), slips


@pytest.mark.parametrize("measure_id", FILES)
def test_several_mistakes_in_one_file_are_all_told(measure_id: str, tmp_path: Path) -> None:
    chance = random.Random(measure_id)
    for _ in range(3):
        text, slips = several(measure_id, chance)
        told = {problem.line for problem in problems_of(text, tmp_path, measure_id)}
        assert len(slips) == AT_ONCE
        assert [slip.lines for slip in slips if not slip.lines & told] == []


def test_mistakes_in_all_files_are_all_told_by_the_command(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    expected: dict[str, frozenset[int]] = {}
    for number, measure_id in enumerate(FILES):
        slip = next(filter(None, (slip_in(kind, measure_id) for kind in KINDS[2 * number :])))
        (content / "measures" / f"{measure_id}.md").write_text(slip.text, encoding="utf-8")
        expected[f"content/measures/{measure_id}.md"] = slip.lines

    command = [sys.executable, str(ROOT / "build.py"), "check", "--content", "content"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")

    places = [line.split(":", 3)[:3] for line in done.stderr.splitlines() if ": 錯誤：" in line]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert [path for path, _, _ in places] == sorted(expected)
    assert all(int(line) in expected[path] for path, line, _ in places)
    assert done.stderr.endswith("共 42 個問題，網站沒有更新。\n")


def whole_files() -> Iterator[tuple[str, bytes, str, int]]:
    """A name, what is in the file, how it is told and how many files it makes wrong."""
    text = FILES["citd"]
    yield "citd.md", text.encode("big5", "replace"), "file-encoding", 1
    yield "citd.md", text.encode("utf-16"), "file-encoding", 1
    yield "citd.md", b"", "file-empty", 1
    yield "citd.md", b"\n \n", "file-empty", 1
    yield "citd.md", b"---", "yaml-not-fields", 1
    yield "citd.md", text.encode() + b"x" * 300_000, "file-too-large", 1
    yield "citd.md", b"<!DOCTYPE html><p>x</p>", "fence-missing", 1
    yield "Citd.md", b"", "file-name", 1
    yield "新措施.md", b"x", "file-name", 1
    yield "citd.MD", b"x", "file-name", 1
    yield "citd 2.markdown", b"x", "file-name", 1
    yield "citd.docx", b"PK\x03\x04", "file-name", 1
    yield "new.md", text.replace("number: 12", "number: 900").encode(), "title-twice", 2
    yield "new.md", text.replace("title: ", "title: 新").encode(), "number-twice", 2


@pytest.mark.parametrize(("name", "raw", "code", "files"), list(whole_files()))
def test_a_file_that_is_wrong_as_a_whole(
    tmp_path: Path, name: str, raw: bytes, code: str, files: int
) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / "measures" / name).write_bytes(raw)
    with pytest.raises(ContentError) as caught:
        load_catalogue(content)
    told = {(problem.path, problem.code) for problem in caught.value.problems}
    assert ((content / "measures" / name).as_posix(), code) in told
    assert len({path for path, _ in told}) == files


@pytest.mark.parametrize("form", ["\ufeff{}", "\n\n{}"], ids=["BOM", "blank lines"])
def test_what_is_harmless_is_accepted(tmp_path: Path, form: str) -> None:
    for measure_id, text in FILES.items():
        assert problems_of(form.format(text), tmp_path, measure_id) == ()


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["Windows", "old Macintosh"])
def test_any_line_ends_are_accepted(tmp_path: Path, end: str) -> None:
    for measure_id, text in FILES.items():
        path = tmp_path / f"{measure_id}.md"
        path.write_bytes(text.replace("\n", end).encode())
        assert READ(path).id == measure_id
