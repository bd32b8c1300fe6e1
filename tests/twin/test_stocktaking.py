"""What somebody did to a published site or to its twin is noticed, whatever was noted of them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalogue import output, stocktaking
from catalogue.incremental import Record, entry_of
from catalogue.output import Folder, staged
from catalogue.publication import Page
from tests.twin import sites
from tests.twin.sites import Site, site_in

SITE = {"index.html": b"1", "a/index.html": b"a", "a/b/index.html": b"b", "c/index.html": b"c"}
OTHER = {**SITE, "a/b/index.html": b"new", "d/index.html": b"d"}


def publish(out: Path, kept: Path, site: Site = SITE) -> list[str]:
    """Publish a site, after everything that was done before; the files that had to be written."""
    pass_a_moment(out.parent.parent)
    return sites.publish(out, kept, site)


def pass_a_moment(folder: Path) -> None:
    """Until the clock of the file system has made a step."""
    probe = folder / "probe"
    probe.write_bytes(b"")
    then = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == then:
        probe.write_bytes(b"")


@contextmanager
def looked_into(monkeypatch: pytest.MonkeyPatch, out: Path) -> Iterator[list[str]]:
    """The folders of the twin and of the site that are read meanwhile, of which there are many."""
    found: list[str] = []
    read = stocktaking._inside

    def note(folder: str) -> object:
        found.append(folder.removeprefix(f"{out.parent}/").partition("/")[2])
        return read(folder)

    with monkeypatch.context() as patched:
        patched.setattr(output, "aside", lambda work: work)  # in this process
        patched.setattr(stocktaking, "_inside", note)
        yield found


def replace(path: Path) -> None:
    """Put another file in the place of one."""
    new = path.with_name("new")
    new.write_bytes(b"new")
    new.rename(path)


def put_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def copy_folder(folder: Path) -> None:
    """Put a copy of a folder in its place."""
    shutil.copytree(folder, folder.with_name("copy"))
    shutil.rmtree(folder)
    folder.with_name("copy").rename(folder)


def move_away(folder: Path) -> None:
    """Put a link in the place of a folder that leads to where it is now."""
    elsewhere = folder.parent.parent / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)


A, B = "a/index.html", "a/b/index.html"
NONE: list[str] = []
WAYS: dict[str, tuple[Callable[[Path], object], list[list[str]], list[list[str]]]] = {
    "file": (lambda site: (site / "a" / "CNAME").write_text("x"), [NONE, NONE], [NONE, NONE]),
    "folder": (lambda site: (site / "a" / "b" / "more").mkdir(), [NONE, NONE], [NONE, NONE]),
    "link": (lambda site: (site / "c" / "more").symlink_to("/"), [NONE, NONE], [NONE, NONE]),
    "missing": (lambda site: (site / A).unlink(), [[A], NONE], [NONE, [A]]),
    "no folder": (lambda site: shutil.rmtree(site / "a"), [[A, B], NONE], [NONE, [A, B]]),
    "replaced": (lambda site: replace(site / B), [[B], NONE], [[B], NONE]),
    "a link": (lambda site: put_a_link(site / B), [[B], NONE], [[B], NONE]),
    "copy": (lambda site: copy_folder(site / "a"), [[A, B], NONE], [[A, B], NONE]),
    "moved": (lambda site: move_away(site / "a"), [[A, B], NONE], [NONE, [A, B]]),
}
"""What is done to a folder of a site; what the next two builds then have to make again, where it
was the twin's, and where it was the published one's, of which the twin has what is missing."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["twin", "site"])
@pytest.mark.parametrize("noted", [True, False])
def test_what_somebody_has_changed_is_noticed(
    out: Path, kept: Path, way: str, where: str, noted: bool
) -> None:
    assert publish(out, kept) == list(SITE)
    assert publish(out, kept) == []
    spoil, of_twin, of_site = WAYS[way]
    spoil(kept if where == "twin" else out)
    if not noted:
        (kept.parent / "stock-of-twin").unlink()

    written = [publish(out, kept), publish(out, kept)]

    assert written == (of_twin if where == "twin" else of_site)
    assert publish(out, kept) == []
    assert site_in(out) == site_in(kept) == SITE
    assert not any(path.is_symlink() or path.name == "more" for path in out.rglob("*"))
    moved = out.parent / "elsewhere" if where == "site" else kept.parent / "elsewhere"
    assert way != "moved" or site_in(moved) == {"index.html": b"a", "b/index.html": b"b"}


def test_only_what_has_changed_since_is_looked_into(
    out: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(out, kept)
    publish(out, kept)
    with looked_into(monkeypatch, out) as found:
        publish(out, kept, OTHER)
    assert found == ["", ""]  # where the marker is; in the twin, then in the site
    with looked_into(monkeypatch, out) as found:
        publish(out, kept, OTHER)
    assert sorted(found) == ["", "", "a/b/", "a/b/", "d/", "d/"]
    (out / "c" / "CNAME").write_text("x")
    with looked_into(monkeypatch, out) as found:
        publish(out, kept, OTHER)
    assert sorted(found) == ["", "", "c/", "c/"]


def test_a_new_site_is_noted_as_well(
    out: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal, keep = Folder.seal, output.keep

    def seal_later(folder: Folder) -> None:
        pass_a_moment(out.parent.parent)
        seal(folder)

    def keep_later(folder: Path, twin: Path) -> None:
        pass_a_moment(out.parent.parent)
        keep(folder, twin)

    monkeypatch.setattr(Folder, "seal", seal_later)
    monkeypatch.setattr(output, "keep", keep_later)
    publish(out, kept)
    with looked_into(monkeypatch, out) as found:
        assert publish(out, kept) == []
    assert found == ["", ""]


def test_a_folder_that_has_only_just_been_changed_is_not_noted(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    assert stocktaking.looks(site, ["a/index.html"]) == {}

    pass_a_moment(tmp_path)
    site.chmod(0o755)

    status = (site / "a").stat()
    now = {"a/": (status.st_ino, status.st_ctime_ns)}
    assert stocktaking.looks(site, ["a/index.html"]) == now


@pytest.mark.parametrize("note", [b"", b"half a no", None], ids=["empty", "damaged", "stale"])
def test_a_note_that_is_no_good_is_not_relied_on(
    out: Path, kept: Path, note: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(out, kept)
    publish(out, kept)
    noted = kept.parent / "stock-of-twin"
    stale = noted.read_bytes()
    publish(out, kept)
    noted.write_bytes(stale if note is None else note)
    with looked_into(monkeypatch, out) as found:
        publish(out, kept)
    assert sorted(found) == ["", "", "a/", "a/", "a/b/", "a/b/", "c/", "c/"]


def test_nothing_is_left_of_what_cannot_be_used_as_a_whole(out: Path, kept: Path) -> None:
    """Of two files that were made together one is missing, and neither is made any more."""
    pages = [Page(path=path, content=b"x") for path in ("index.html", "a/1.html", "b/2.html")]

    def put(with_two: bool) -> None:
        pass_a_moment(out.parent.parent)
        with staged(out, twin=kept) as folder:
            folder.found()
            entries = {"one": entry_of("1", folder.write(pages[:1]))}
            if with_two:
                entries["two"] = entry_of("2", folder.write(pages[1:]))
            folder.finish(Record(folder.path, entries))

    put(with_two=True)
    (kept / "a" / "1.html").unlink()
    put(with_two=False)

    assert site_in(out) == {"index.html": b"x"}
    put(with_two=False)
    assert site_in(out) == site_in(kept) == {"index.html": b"x"}
