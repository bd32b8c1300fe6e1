"""Pages in; a published folder, all or nothing. The only room that writes.

A build is written beside the published folder and swapped in at the end, so that a reader (or a
build that dies) always sees the whole old site or the whole new one.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from catalogue.publication import Page

MARKER = ".support-measures-site"
"""A file that says: this folder is a build's output and may be replaced."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class OutputError(Exception):
    """The output folder cannot or must not be written; the message says why."""


def publish(out: Path, pages: Iterable[Page]) -> None:
    """Write `pages` into a new folder, then put it in the place of `out`.

    Raise OutputError, leaving `out` as it is, where it is a folder that no build made, or where
    writing fails.
    """
    out = out.absolute()
    refuse_foreign_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clean_up(out)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.building-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"cannot write beside {out}: {error}") from error
    try:
        (staging / MARKER).write_text("Made by build.py; replaced at every build.\n")
        write_pages(staging, pages)
        staging.chmod(0o755)
        _swap(staging, out)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def refuse_foreign_folder(out: Path) -> None:
    """Raise OutputError unless `out` is missing, empty, or the output of an earlier build."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(f"{out} is not a folder")
    if out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir()):
        raise OutputError(
            f"{out} is not a folder that a build made (it has no {MARKER}); "
            "give another --out, or empty the folder first"
        )


def write_pages(folder: Path, pages: Iterable[Page]) -> None:
    """Write pages below `folder`, which has none of them."""
    made: set[Path] = set()
    for page in pages:
        path = folder / page.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        # "x": two pages with one address are a bug that must not pass silently.
        with path.open("xb") as file:
            file.write(page.content)


def _clean_up(out: Path) -> None:
    """Remove what builds that died left beside `out`."""
    for leftover in out.parent.glob(f".{out.name}.building-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _swap(new: Path, old: Path) -> None:
    """Put `new` in the place of `old`; `new` then holds what was there."""
    if not old.exists():
        new.rename(old)
        return
    if not _exchange(new, old):
        aside = new.with_name(new.name + "-old")
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(new: Path, old: Path) -> bool:
    """Swap two folders in one step (Linux renameat2); False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = renameat2(
        _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE
    )
    return done == 0
