"""What a build reads, in; digests that change whenever it does, out.

Measures are looked at without being opened: a file that was written has other times (as `git` and
`make` have it). Everything else is small and is read.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""Size, times of modification and of change in nanoseconds, and inode of a file."""
KEPT_STAMPS = "stamps"
"""The name, in a build's cache, of the stamps of the files whose measures are kept there."""
KEPT_TEMPLATES = "templates"
"""The name, in a build's cache, of the note that all templates are compiled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What a catalogue is read from, for a day.

    `measures` are the stamps of what is in the measures' folder, by name; `shared` is a digest of
    the day and of all else that reading a measure and showing it depends on, but its file;
    `history` changes with what is known of the files of before.
    """

    content: Path
    measures: Mapping[str, Stamp]
    today: date
    shared: bytes
    history: bytes


def digest(*texts: bytes) -> bytes:
    """A hash of several texts, in their order, each with its length."""
    hashed = blake2b(digest_size=16)
    for text in texts:
        hashed.update(len(text).to_bytes(8, "big"))
        hashed.update(text)
    return hashed.digest()


def stamp(path: Path) -> Stamp:
    """What changes when a file is written, whatever its new content; a link's own, not its aim's.

    Raise OSError where there is no such file.
    """
    return _stamp(path.lstat())


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def stamps(folder: Path) -> dict[str, Stamp]:
    """The stamp of everything in a folder, by name, sorted; nothing where that cannot be read."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, _stamp(entry.stat(follow_symlinks=False))) for entry in entries]
    except OSError:
        return {}
    return dict(sorted(found))


def digest_of_texts(root: Path, names: Iterable[str]) -> bytes:
    """A digest of the names and bytes of files, and of all files in folders, of those names."""
    paths = (path for name in names for path in (root / name, *(root / name).rglob("*")))
    found = sorted(
        (path.relative_to(root).as_posix().encode(), path.read_bytes())
        for path in paths
        if path.is_file() and path.suffix != ".pyc"
    )
    return digest(*(part for pair in found for part in pair))


def digest_of_packages() -> bytes:
    """A digest of the interpreter's version and of the packages installed beside pydantic."""
    found = find_spec("pydantic")
    packages: list[str] = []
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent.parent
        packages = sorted(path.name for path in folder.glob("*.dist-info"))
    return digest(repr(sys.version_info).encode(), *map(str.encode, packages))
