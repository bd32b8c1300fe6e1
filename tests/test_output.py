"""Publishing is all or nothing, and never touches a folder that a build did not make."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.output import MARKER, OutputError
from catalogue.publication import Page
from tests.sample import publish


def one(content: bytes) -> list[Page]:
    return [Page(path="index.html", content=content)]


def test_a_second_build_replaces_the_first(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, [Page(path="old/a.html", content=b"1")])

    publish(out, one(b"2"))

    assert (out / "index.html").read_bytes() == b"2"
    assert not (out / "old").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failing_build_leaves_the_published_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, one(b"published"))

    def fail() -> Iterator[Page]:
        yield from one(b"half")
        raise OSError("no space left on device")

    with pytest.raises(OutputError, match="no space left on device"):
        publish(out, fail())
    assert (out / "index.html").read_bytes() == b"published"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_leftovers_of_a_killed_build_are_removed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    leftover = tmp_path / ".site.building-abc"
    leftover.mkdir()
    (leftover / "index.html").write_text("half")
    (leftover / MARKER).write_text("")

    publish(out, one(b"new"))

    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_foreign_folder_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(OutputError, match="is not a folder that a build made"):
        publish(tmp_path, one(b"x"))

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_accepted(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()

    publish(out, one(b"x"))

    assert (out / "index.html").read_bytes() == b"x"


def test_a_file_or_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    for name in ("file", "link"):
        with pytest.raises(OutputError, match="is not a folder"):
            publish(tmp_path / name, one(b"x"))


def test_two_pages_with_one_address_are_a_bug(tmp_path: Path) -> None:
    pages = [Page(path="a.html", content=b"1"), Page(path="a.html", content=b"2")]

    with pytest.raises(OutputError, match="File exists"):
        publish(tmp_path / "site", pages)
