"""How long each stage of a build took, and how far a long one is: for the person who waits."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TextIO

EVERY = 0.25
"""Seconds between two lines about how far a stage is."""
_WIDTH = 24
"""Characters of the bar."""


class Stages:
    """Times named stages; on a terminal, says which is running, and how far it is.

    `clock` gives seconds, of which only the steps matter.
    """

    def __init__(
        self, terminal: TextIO = sys.stderr, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._seconds: dict[str, float] = {}
        self._terminal = terminal if terminal.isatty() else None
        self._clock = clock
        self._name = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._name = name
        self._show(f"{name} …")
        started = self._clock()
        try:
            yield
        finally:
            self._seconds[name] = self._clock() - started
            self._show("")

    @contextmanager
    def watch(self, total: int, done: Callable[[], int]) -> Iterator[None]:
        """Show how far the work of the block is, of which `done` tells at any moment."""
        if self._terminal is None:
            yield
            return
        started = self._clock()
        is_over = Event()

        def tell() -> None:
            while not is_over.wait(EVERY):
                self._show(how_far(self._name, done(), total, self._clock() - started))

        teller = Thread(target=tell, daemon=True)
        teller.start()
        try:
            yield
        finally:
            is_over.set()
            teller.join()

    def _show(self, line: str) -> None:
        """Replace the line that stands on the terminal."""
        if self._terminal is not None:
            print(f"\r\033[K{line}", end="", file=self._terminal, flush=True)

    def summary(self, built: str) -> str:
        """One line: what was built, in how long, and how long each stage took."""
        total = sum(self._seconds.values())
        stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in self._seconds.items())
        return f"{built} in {total:.2f} s ({stages})"


def how_far(name: str, done: int, total: int, seconds: float) -> str:
    """A bar, how many of how many, how many a second, and how long the rest will take."""
    done = min(done, total)
    full = _WIDTH * done // total
    bar = "#" * full + "." * (_WIDTH - full)
    rate = done / seconds
    left = f"{(total - done) / rate:,.0f} s left" if rate else "…"
    return f"{name} [{bar}] {done:,} of {total:,}, {rate:,.0f} a second, {left}"
