"""Pages in; a published folder, all or nothing. The only room that writes, with those it uses.

A build is written beside the published folder and swapped in at the end (see `staging`); what it
is written into is often a twin of the published site (see `twin`).

Files are not forced to the disk (fsync): on a busy machine that can take longer than the build,
and `build.py check --site` finds what a power cut damaged, which the next build makes again.
"""

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from catalogue.incremental import MARKER, Record, difference, read_record, written_record
from catalogue.parallel import aside
from catalogue.publication import Page, Written, as_written
from catalogue.staging import locked, staging, swap, tidy
from catalogue.twin import WORTH_IT, catch_up, keep, put_right, remove

_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP}
"""What a file system says that has no hard links, or no more of them."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""For bytes to a file that is not there yet; what is not asked to be binary is text on Windows."""


class OutputError(Exception):
    """The output folder cannot or must not be written; the message says why."""


@contextmanager
def staged(
    out: Path, sources: Iterable[Path] = (), twin: Path | None = None, jobs: int = 1
) -> Iterator["Folder"]:
    """A folder to write a site into, which then takes the place of `out`.

    `twin` is where a twin of the site is kept; where that is None, there is none. Raise
    OutputError, leaving `out` as it is, where it is a folder that no build made, where it holds
    one of `sources` (what the site is made from), or where writing fails.
    """
    out = out.absolute()
    try:
        _refuse_sources(out, sources)
        refuse_foreign_folder(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        tidy(out)
        with staging(out, twin) as path:
            folder = Folder(path, out)
            try:
                yield folder
            except BaseException:
                if twin is not None and folder.is_left_as_it_was():
                    keep(path, twin)
                raise
            folder.seal()
            refuse_foreign_folder(out)
            with _opened(path) as site:
                swap(path, out)
                if twin is not None and len(folder.record.entries) > WORTH_IT:
                    with suppress(OSError):  # another build may take the folder for a leftover
                        path.mkdir(exist_ok=True)  # if nothing was replaced
                        with locked(path):
                            gone, other = folder.difference_to(path)
                            catch_up(path, site, gone, other, jobs)
                            keep(path, twin)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error}") from error


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class Folder:
    """Writes files below a folder, of which `found` tells what is in it before.

    What stands in the place of a file is removed, never written into: it may be a published file
    under another name. Processes may write at the same time, each through a copy of this.
    """

    def __init__(self, path: Path, published: Path) -> None:
        self.path = path
        self.record = Record(path)
        """What made which files of the site, once it is whole."""
        self._found = read_record(path)
        self._marker = _identity(path)
        self._is_twin = any(path.iterdir())
        site = published if self.is_twin_of(published) else None
        self._useless: Callable[[], Collection[str]] = (
            aside(partial(put_right, self._found, site)) if self._is_twin else tuple
        )
        self._difference: tuple[set[str], set[str]] = (set(), set())
        self._is_begun = False
        self._folders = {""}
        self._mine: set[str] = set()

    def is_left_as_it_was(self) -> bool:
        """Whether it is a twin in which nothing has been changed, and that nobody looks through."""
        if not self._is_twin or self._is_begun:
            return False
        self._useless()
        return True

    def is_twin_of(self, site: Path) -> bool:
        """Whether it was a twin of this very site when it was taken."""
        return self._marker is not None and self._marker == _identity(site)

    def found(self) -> Record:
        """What is in it, to be kept or removed: nothing, or the published site's twin.

        To be asked for before anything is written.
        """
        self._is_begun = True
        self._found = self._found.without(self._useless())
        return self._found

    def write(self, pages: Iterable[Page]) -> tuple[Written, ...]:
        """Write pages; say what was written."""
        written = []
        for page in pages:
            _write_new(self._place(page.path), page.content)
            written.append(as_written(page))
        return tuple(written)

    def keep(self, old: Path, files: Iterable[Written]) -> None:
        """Take files over from another site, which is left as it is."""
        for path, _ in files:
            place = self._place(path)
            try:
                os.link(f"{old}/{path}", place)
            except OSError as error:
                if error.errno in _NO_LINKS:
                    shutil.copyfile(old / path, place)
                else:
                    raise

    def read(self, path: str) -> bytes:
        """A file that has been written or taken over."""
        with open(f"{self.path}/{path}", "rb") as file:  # noqa: PTH123 - quicker
            return file.read()

    def finish(self, record: Record) -> None:
        """Remove files that are no more, and take note of what made the others."""
        self.record = record
        self._difference = difference(self._found.entries, record.entries)
        remove(self.path, self._difference[0])

    def difference_to(self, replaced: Path) -> tuple[set[str], set[str]]:
        """The paths of files that the site which was replaced has and this has not, and of those
        that are other files here, whatever is in them."""
        if self.is_twin_of(replaced):
            return self._difference
        paths = self.record.paths
        return read_record(replaced).paths - paths, paths

    def seal(self) -> None:
        """Make it a site that may be published, and replaced."""
        (self.path / MARKER).unlink(missing_ok=True)
        (self.path / MARKER).write_text(written_record(self.record), encoding="utf-8")
        self.path.chmod(0o755)

    def _place(self, path: str) -> str:
        """Where to make a file: nothing is there but what this build has made."""
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            try:
                os.mkdir(f"{self.path}/{parent}")  # noqa: PTH102 - quicker
            except (FileExistsError, FileNotFoundError):
                (self.path / parent).mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        place = f"{self.path}/{path}"
        if self._is_twin and path not in self._mine:
            with suppress(FileNotFoundError):
                os.unlink(place)  # noqa: PTH108 - quicker
        self._mine.add(path)
        return place


def _write_new(path: str, content: bytes) -> None:
    """Write a file that is not there yet: two pages with one address must not pass silently.

    Without the buffer and the questions to the system of `open`, which take as long as the rest.
    """
    descriptor = os.open(path, _NEW, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _identity(site: Path) -> tuple[int, int] | None:
    """What the marker of a site and of its twin have in common, and no other; None without one."""
    try:
        status = (site / MARKER).stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def _refuse_sources(out: Path, sources: Iterable[Path]) -> None:
    """Whatever marker it has: a folder that replaces its own sources cannot be built again."""
    for source in sources:
        if source.resolve().is_relative_to(out.resolve()):
            raise OutputError(f"{out} holds {source}, which the site is made from")


def refuse_foreign_folder(out: Path) -> None:
    """Raise OutputError unless `out` is missing, empty, or the output of an earlier build."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(f"{out} is not a folder")
    if out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir()):
        raise OutputError(
            f"{out} is not a folder that a build made (it has no {MARKER}); "
            "give another --out, or empty the folder first"
        )
