"""What a build reads, in; digests that change whenever it does, out.

Measures are looked at without being opened: a file that was written has other times (as `git` and
`make` have it). Everything else is small and is read.
"""

import sys
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import pydantic

Stamp = tuple[int, int, int, int]
"""Size, times of modification and of change in nanoseconds, and inode of a file."""


def digest(*texts: bytes) -> bytes:
    """A hash of several texts, in their order, each with its length."""
    hashed = blake2b(digest_size=16)
    for text in texts:
        hashed.update(len(text).to_bytes(8, "big"))
        hashed.update(text)
    return hashed.digest()


def stamp(path: Path) -> Stamp:
    """What changes when a file is written, whatever its new content."""
    status = path.stat()
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def digest_of_texts(root: Path, names: Iterable[str]) -> bytes:
    """A digest of the names and bytes of files, and of all files in folders, of those names."""
    paths = (path for name in names for path in (root / name, *(root / name).rglob("*")))
    found = sorted(
        (path.relative_to(root).as_posix().encode(), path.read_bytes())
        for path in paths
        if path.is_file() and path.suffix != ".pyc"
    )
    return digest(*(part for pair in found for part in pair))


def digest_of_stamps(folder: Path) -> bytes:
    """A digest of the names and stamps of what is in a folder; b"" where that cannot be read."""
    try:
        found = sorted((path.name, stamp(path)) for path in folder.iterdir())
    except OSError:
        return b""
    return digest(repr(found).encode())


def digest_of_packages() -> bytes:
    """A digest of the interpreter's version and of the packages installed beside it."""
    folder = Path(pydantic.__file__).parent.parent
    packages = sorted(path.name for path in folder.glob("*.dist-info"))
    return digest(repr(sys.version_info).encode(), *map(str.encode, packages))
