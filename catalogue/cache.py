"""What a build keeps for the next one: values by name, in a folder of the user's own.

Read with pickle, so the folder is never one that a pull request can bring along: nothing in the
checkout or in the site is ever loaded. A build neither fails nor differs for want of it.
"""

import pickle
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
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._folder / f"{name}.new"
            new.write_bytes(pickle.dumps((made_for, value), pickle.HIGHEST_PROTOCOL))
            new.replace(self._folder / name)
