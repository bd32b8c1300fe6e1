"""How long each stage of a build took, and where a long one is: for the person who waits."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stages:
    """Times named stages; on a terminal, names the one that is running."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._terminal = sys.stderr.isatty()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        if self._terminal:
            print(f"\r\033[K{name} …", end="", file=sys.stderr, flush=True)
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = time.perf_counter() - started
            if self._terminal:
                print("\r\033[K", end="", file=sys.stderr, flush=True)

    def summary(self, built: str) -> str:
        """One line: what was built, in how long, and how long each stage took."""
        total = sum(self._seconds.values())
        stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in self._seconds.items())
        return f"{built} in {total:.2f} s ({stages})"
