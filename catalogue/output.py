"""Pages in; a published folder, all or nothing. The only room that writes.

A build is written beside the published folder and swapped in at the end, so that a reader (or a
build that dies) always sees the whole old site or the whole new one. Builds at the same time do
not disturb each other: each holds a lock on the folder it writes, which the system gives up when
the build ends, however it ends; the last to finish is what stays published.

Files are not forced to the disk (fsync): on a busy machine that can take longer than the build,
and `build.py check --site` finds what a power cut damaged, which the next build makes again.
"""

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from catalogue.publication import Page, Written, as_written

if sys.platform != "win32":
    import fcntl

MARKER = ".support-measures-site"
"""A file that says: this folder is a build's output and may be replaced; see `Folder.record`."""
_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP}
"""What a file system says that has no hard links, or no more of them."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CHANGED_MEANWHILE = {errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY}
_ATTEMPTS = 100
"""How often to begin again when another build changes the same folders at the same moment."""


class OutputError(Exception):
    """The output folder cannot or must not be written; the message says why."""


@contextmanager
def staged(out: Path, sources: Iterable[Path] = ()) -> Iterator["Folder"]:
    """A new folder to write a site into, which then takes the place of `out`.

    Raise OutputError, leaving `out` as it is, where it is a folder that no build made, where it
    holds one of `sources` (what the site is made from), or where writing fails.
    """
    out = out.absolute()
    try:
        _refuse_sources(out, sources)
        refuse_foreign_folder(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        tidy(out)
        with _staging(out) as staging:
            folder = Folder(staging)
            yield folder
            (staging / MARKER).write_text(folder.record, encoding="utf-8")
            staging.chmod(0o755)
            refuse_foreign_folder(out)
            _swap(staging, out)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error}") from error


class Folder:
    """Writes files below a folder that has none of them.

    Processes may write at the same time, each through a copy of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = "{}\n"
        """What the marker of the site will hold: what made which of its files."""
        self._made = {""}

    def write(self, pages: Iterable[Page]) -> tuple[Written, ...]:
        """Write pages; say what was written."""
        written = []
        for page in pages:
            # "x": two pages with one address are a bug that must not pass silently.
            with open(self._place(page.path), "xb") as file:  # noqa: PTH123 - quicker
                file.write(page.content)
            written.append(as_written(page))
        return tuple(written)

    def keep(self, old: Path, files: Iterable[Written]) -> None:
        """Take files over from another site, which is left as it is."""
        for path, _ in files:
            place = self._place(path)
            try:
                os.link(old / path, place)
            except OSError as error:
                if error.errno in _NO_LINKS:
                    shutil.copyfile(old / path, place)
                else:
                    raise

    def read(self, path: str) -> bytes:
        """A file that has been written or taken over."""
        return (self.path / path).read_bytes()

    def _place(self, path: str) -> str:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            (self.path / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        return f"{self.path}/{path}"


def marker_of(out: Path) -> bytes:
    """What the marker of a site holds; empty where there is no site."""
    try:
        return (out / MARKER).read_bytes()
    except OSError:
        return b""


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


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A new folder beside `out`, locked; removed at the end, with whatever is in it by then."""
    for _ in range(_ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        try:
            lock = _lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another build took it for a leftover before it was locked
        try:
            if folder.exists():
                yield folder
                return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _unlock(lock)
    raise OSError(errno.EBUSY, "other builds keep removing what this one writes")


def _prefix(out: Path, what: str = "building") -> str:
    return f".{out.name}.{what}-"


def _lock(folder: Path) -> int | None:
    """Lock a folder and return what unlocks it; None where the file system knows no locks.

    Raise BlockingIOError where another process holds the lock.
    """
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _beside(out: Path, what: str) -> list[Path]:
    """Folders beside `out` that builds made for it."""
    return sorted(path for path in out.parent.iterdir() if path.name.startswith(_prefix(out, what)))


def tidy(out: Path) -> None:
    """Put right what builds that died have left: a site set aside, and half of another."""
    if out.parent.is_dir():
        _restore(out)
        _clean_up(out)


def _restore(out: Path) -> None:
    """Put back the site that a build set aside, where the build died before it put its own."""
    for aside in _beside(out, "replaced"):
        if not out.exists():
            with suppress(OSError):  # another build was faster
                aside.rename(out)


def _clean_up(out: Path) -> None:
    """Remove what builds that died left beside `out`; what a running build writes is locked."""
    for leftover in (*_beside(out, "building"), *_beside(out, "replaced")):
        try:
            lock = _lock(leftover)
        except OSError:
            continue
        if lock is not None:  # without locks nobody knows whether a build is still at work
            shutil.rmtree(leftover, ignore_errors=True)
        _unlock(lock)


def _swap(new: Path, old: Path) -> None:
    """Put `new` in the place of `old`; `new` then holds what was there, if anything."""
    for _ in range(_ATTEMPTS):
        if _exchange(new, old):
            return
        try:
            _replace(new, old)
            return
        except OSError as error:
            if error.errno not in _CHANGED_MEANWHILE or not new.exists():
                raise
    raise OSError(errno.EBUSY, "other builds keep replacing it")


def _exchange(new: Path, old: Path) -> bool:
    """Swap two folders in one step (Linux renameat2); False where that is not possible."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done: int = renameat2(
        _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE
    )
    return done == 0


def _replace(new: Path, old: Path) -> None:
    """Swap in two steps, or in one where there is no `old`. Between them `_restore` knows how."""
    if not old.exists():
        new.rename(old)
        return
    aside = new.with_name(_prefix(old, "replaced") + new.name.removeprefix(_prefix(old)))
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        if not old.exists():
            aside.rename(old)
        raise
    # Under the name of what is being written, so that a half removed site is never put back.
    aside.rename(new)
