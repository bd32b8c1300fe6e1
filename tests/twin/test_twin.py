"""The twin of a site: the next site is made of it, and is what it would have been without."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from catalogue import output, twin
from catalogue.incremental import MARKER, Record
from catalogue.output import OutputError, staged
from catalogue.publication import Page
from tests.twin.sites import publish, site_in

FIRST = {"index.html": b"1", "a/index.html": b"a", "a/b/index.html": b"b", "gone/x.json": b"x"}
SECOND = {"index.html": b"2", "a/index.html": b"a", "a/b/index.html": b"b", "new/y.json": b"y"}


def inodes(folder: Path, paths: Sequence[str]) -> list[int]:
    return [(folder / path).stat().st_ino for path in paths]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_twin_has_the_files_of_the_published_site(out: Path, kept: Path, jobs: int) -> None:
    for site in (FIRST, SECOND, FIRST):
        publish(out, kept, site, jobs)
        assert site_in(out) == site_in(kept) == site
        assert inodes(kept, [*site, MARKER]) == inodes(out, [*site, MARKER])
        assert [path.name for path in out.parent.iterdir()] == ["site"]
        assert sorted(path.name for path in kept.parent.iterdir()) == ["stock-of-twin", "twin"]
        assert not any(path.is_dir() and not any(path.iterdir()) for path in out.rglob("*"))


def test_only_what_is_different_is_written(out: Path, kept: Path) -> None:
    assert publish(out, kept, FIRST) == list(FIRST)
    assert publish(out, kept, SECOND) == ["index.html", "new/y.json"]
    assert publish(out, kept, SECOND) == []


def test_no_published_file_is_ever_written_into(out: Path, kept: Path) -> None:
    """A reader who has opened it reads it to its end, whatever is published meanwhile."""
    publish(out, kept, FIRST)
    opened = {path: (out / path).open("rb") for path in [*FIRST, MARKER]}
    marker = (out / MARKER).read_bytes()
    for site in (SECOND, FIRST, SECOND):
        publish(out, kept, site)
    assert {path: file.read() for path, file in opened.items()} == {**FIRST, MARKER: marker}
    for file in opened.values():
        file.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: (kept / "a" / "CNAME").write_text("example.org"),
        lambda kept: (kept / "stray").mkdir(),
        lambda kept: (kept / "a" / "more").symlink_to("/"),
        lambda kept: os.mkfifo(kept / "pipe"),
        lambda kept: (kept / "a" / "b" / "index.html").unlink(),
        lambda kept: ((kept / "index.html").unlink(), (kept / "index.html").mkdir()),
        lambda kept: ((kept / "index.html").unlink(), (kept / "index.html").symlink_to("/etc")),
        lambda kept: (kept / MARKER).write_text("half a rec"),
        lambda kept: (kept / MARKER).unlink(),
    ],
    ids=["file", "folder", "link", "pipe", "missing", "a folder", "a link", "marker", "no marker"],
)
def test_what_is_wrong_with_a_twin_is_put_right(out: Path, kept: Path, spoil: object) -> None:
    publish(out, kept, FIRST)
    marker = (kept / MARKER).read_bytes()
    (kept / MARKER).unlink()  # it is the site's, too
    (kept / MARKER).write_bytes(marker)
    spoil(kept)  # type: ignore[operator]

    publish(out, kept, SECOND)

    assert site_in(out) == SECOND
    assert inodes(kept, [*SECOND, MARKER]) == inodes(out, [*SECOND, MARKER])
    assert (out / MARKER).read_bytes() != marker
    assert not any(path.is_dir() and not any(path.iterdir()) for path in out.rglob("*"))
    assert publish(out, kept, FIRST) == ["index.html", "gone/x.json"]


def test_a_file_that_somebody_has_put_in_the_place_of_another_is_made_again(
    out: Path, kept: Path
) -> None:
    publish(out, kept, FIRST)
    for path in ("index.html", "a/b/index.html"):
        (out / path).unlink()
    (out / "index.html").write_bytes(b"damaged")
    (out / "a" / "CNAME").write_bytes(b"added")

    assert publish(out, kept, FIRST) == ["index.html"]  # the twin has the other one
    assert site_in(out) == FIRST
    assert publish(out, kept, SECOND) == ["index.html", "a/b/index.html", "new/y.json"]
    assert publish(out, kept, FIRST) == ["index.html", "gone/x.json"]
    assert site_in(out) == site_in(kept) == FIRST


def test_content_that_is_wrong_leaves_the_twin_for_the_next_build(out: Path, kept: Path) -> None:
    publish(out, kept, FIRST)

    with pytest.raises(ValueError, match="wrong"), staged(out, twin=kept):
        raise ValueError("the content is wrong")

    assert site_in(out) == site_in(kept) == FIRST
    assert publish(out, kept, SECOND) == ["index.html", "new/y.json"]


def test_a_build_that_fails_at_work_takes_the_twin_with_it(out: Path, kept: Path) -> None:
    publish(out, kept, FIRST)

    def fail() -> None:
        with staged(out, twin=kept) as folder:
            folder.found()
            folder.write([Page(path="index.html", content=b"half")])
            raise OSError("no space left on device")

    with pytest.raises(OutputError, match="no space left"):
        fail()

    assert site_in(out) == FIRST
    assert not kept.exists()
    assert [path.name for path in out.parent.iterdir()] == ["site"]
    assert publish(out, kept, SECOND) == list(SECOND)
    assert site_in(kept) == SECOND


def test_a_site_that_is_gone_is_made_of_its_twin(out: Path, kept: Path) -> None:
    publish(out, kept, FIRST)
    out.rename(out.with_name("elsewhere"))

    assert publish(out, kept, FIRST) == []

    assert site_in(out) == FIRST


def test_builds_at_once_do_not_share_a_twin(out: Path, kept: Path) -> None:
    publish(out, kept, FIRST)
    with staged(out, twin=kept) as first:
        there = first.found().entries
        assert list(there) == sorted(FIRST)
        assert publish(out, kept, SECOND) == list(SECOND)
        first.finish(Record(first.path))
    assert site_in(out) == {}
    assert site_in(kept) in ({}, SECOND)
    assert publish(out, kept, FIRST) is not None
    assert site_in(out) == FIRST


def test_where_there_are_no_links_there_is_no_twin(
    out: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for site in (FIRST, SECOND):
        assert publish(out, kept, site) == list(site)
        assert site_in(out) == site
        assert not kept.exists()
        assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_small_sites_have_none(out: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "WORTH_IT", len(FIRST))
    publish(out, kept, FIRST)
    assert not kept.exists()
    assert twin.WORTH_IT == 2_000
