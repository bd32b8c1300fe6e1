"""The folders beside a published one: what a build writes into, swaps in, or has left there.

A build writes beside the published folder and swaps in at the end, so that a reader (or a build
that dies) always sees the whole old site or the whole new one. Builds at the same time do not
disturb each other: each holds a lock on the folder it writes, which the system gives up when the
build ends, however it ends; the last to finish is what stays published.
"""

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CHANGED_MEANWHILE = {errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY}
_ATTEMPTS = 100
"""How often to begin again when another build changes the same folders at the same moment."""


Lock = int | None
"""What holds a lock, and gives it up when it is closed; None where nothing can be locked."""


@contextmanager
def staging(out: Path, twin: Path | None = None) -> Iterator[Path]:
    """A folder beside `out`, locked; removed at the end, with whatever is in it by then.

    It is `twin`, moved there, if there is such a folder that nobody else has locked; else a new
    one, with nothing in it.
    """
    folder, held = (twin and _moved(twin, out)) or _new(out)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        unlock(held)


def _moved(twin: Path, out: Path) -> tuple[Path, Lock] | None:
    folder = out.parent / f"{_prefix(out)}{os.urandom(8).hex()}"
    try:
        held = lock(twin)  # before anybody can take it for a leftover
    except OSError:
        return None
    try:
        twin.rename(folder)
    except OSError:
        unlock(held)
        return None
    return folder, held


def _new(out: Path) -> tuple[Path, Lock]:
    for _ in range(_ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        try:
            held = lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another build took it for a leftover before it was locked
        if folder.exists():
            return folder, held
        unlock(held)
    raise OSError(errno.EBUSY, "other builds keep removing what this one writes")


def _prefix(out: Path, what: str = "building") -> str:
    return f".{out.name}.{what}-"


def lock(folder: Path) -> Lock:
    """Lock a folder; raise BlockingIOError where another process has."""
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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder for a while; raise BlockingIOError where another process has."""
    held = lock(folder)
    try:
        yield
    finally:
        unlock(held)


def unlock(held: Lock) -> None:
    if held is not None:
        os.close(held)


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
            held = lock(leftover)
        except OSError:
            continue
        if held is not None:  # without locks nobody knows whether a build is still at work
            shutil.rmtree(leftover, ignore_errors=True)
        unlock(held)


def swap(new: Path, old: Path) -> None:
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
