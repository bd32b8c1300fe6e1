"""What a build keeps for the next one: values by name, in a folder of the user's own.

Read with pickle, so the folder is never one that a pull request can bring along: nothing in the
checkout or in the site is ever loaded. A build neither fails nor differs for want of it.
"""

import mmap
import os
import pickle
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any


class Cache:
    """Values kept in `folder`; nothing is kept where that is None."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def load(self, name: str, made_for: bytes) -> Any:
        """The value kept under a name for the same `made_for`; else None."""
        if self._folder is None:
            return None
        with suppress(Exception):  # whatever a damaged pickle raises: the value is made again
            kept_for, value = pickle.loads((self._folder / name).read_bytes())
            return value if kept_for == made_for else None
        return None

    def save(self, name: str, made_for: bytes, value: object) -> None:
        """Keep a value."""
        self._write(name, [pickle.dumps((made_for, value), pickle.HIGHEST_PROTOCOL)])

    def load_bytes(self, name: str, made_for: bytes) -> memoryview | None:
        """Bytes kept under a name for the same `made_for`, or None; read as they are asked for."""
        if self._folder is None:
            return None
        with suppress(OSError, ValueError), (self._folder / name).open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            length = len(made_for)
            return view[length:] if view[:length] == made_for else None
        return None

    def save_bytes(self, name: str, made_for: bytes, parts: Iterable[bytes | memoryview]) -> None:
        """Keep bytes, which are in several parts."""
        self._write(name, [made_for, *parts])

    def load_with_bytes(
        self, name: str, apart: str, made_for: bytes
    ) -> tuple[Any, memoryview] | None:
        """A value kept under a name, and the bytes that were kept `apart` with it; else None."""
        found = self.load(name, made_for)
        kept = found and self.load_bytes(apart, found[0])
        return (found[1], kept) if kept else None

    def save_with_bytes(
        self,
        name: str,
        apart: str,
        made_for: bytes,
        value: object,
        parts: Iterable[bytes | memoryview],
    ) -> None:
        """Keep a value and, `apart` from it, bytes that are read only as they are asked for."""
        # The two belong together: whatever happens in between, one is not read with another.
        token = os.urandom(16)
        self.save_bytes(apart, token, parts)
        self.save(name, made_for, (token, value))

    def _write(self, name: str, parts: Iterable[bytes | memoryview]) -> None:
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._folder / f"{name}.new"
            with new.open("wb") as file:
                file.writelines(parts)
            new.replace(self._folder / name)
