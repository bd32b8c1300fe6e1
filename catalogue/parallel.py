"""Work shared out among processes, where that pays. What comes out never depends on how many."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from mmap import mmap
from multiprocessing.connection import Connection
from typing import Generic, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

Watch = Callable[[int, Callable[[], int]], AbstractContextManager[None]]
"""Shows, for as long as some work takes, how much of it is done (see `progress.Stages.watch`)."""

MIN_SHARE = 200
"""Measures below which starting a process costs more than it saves."""


def worth(jobs: int, measures: int) -> int:
    """How many processes pay, of `jobs` at most, where so many measures are worked on."""
    return max(1, min(jobs, measures // MIN_SHARE))


def unwatched(total: int, done: Callable[[], int]) -> AbstractContextManager[None]:
    """Nobody waits in front of it."""
    return nullcontext()


def shared_out(
    work: Callable[[Iterator[Item]], Result],
    items: Sequence[Item],
    processes: int,
    watch: Watch = unwatched,
) -> list[Result]:
    """`work` on some of the items in each of the processes; what each returns.

    Each process takes the next item as soon as it is done with one, so the items that take long
    are best first. Processes are forked: `work` and `items` need not be picklable, what `work`
    returns (or raises) must be. Where processes cannot be forked there is one share, and none.
    """
    taken = _Counter()
    count = min(processes, len(items))
    if count <= 1 or not _can_fork():
        with watch(len(items), lambda: taken.count):
            return [work(_rest(items, taken))]
    running: list[_Running[Result]] = []
    try:
        running += (_Running(partial(work, _rest(items, taken))) for _ in range(count))
        with watch(len(items), lambda: taken.count):
            return [process.result() for process in running]
    finally:
        for process in running:
            process.end()


def meanwhile(work: Callable[[], None], jobs: int) -> Callable[[], None]:
    """Begin some work in a process of its own; what waits for it. Left out where there is one only.

    So it may only be work that saves time later, and whose failure tells itself then.
    """
    if jobs < 2 or not _can_fork():
        return lambda: None
    wait = aside(work)

    def wait_in_any_case() -> None:
        with suppress(Exception):
            wait()

    return wait_in_any_case


def aside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin some work in a process of its own; what waits for what it returns, or raises.

    Where processes cannot be forked, it is done when it is waited for.
    """
    if not _can_fork():
        return work
    process = _Running(work)

    def wait() -> Result:
        try:
            return process.result()
        finally:
            process.end()

    return wait


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _rest(items: Sequence[Item], taken: "_Counter") -> Iterator[Item]:
    """The items that no process has taken yet."""
    while (place := taken.next()) < len(items):
        yield items[place]


class _Counter:
    """Counts from 0, for a process and those that it forks together."""

    def __init__(self) -> None:
        self._memory = mmap(-1, 8)
        self._lock = multiprocessing.Lock()

    def next(self) -> int:
        with self._lock:
            count = self.count
            self._memory[:] = (count + 1).to_bytes(8, "little")
        return count

    @property
    def count(self) -> int:
        return int.from_bytes(self._memory[:], "little")


class _Running(Generic[Result]):
    """A process that does some work."""

    def __init__(self, work: Callable[[], Result]) -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(work, sender), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> Result:
        """What the work returns; raise what it raises."""
        try:
            result, error = self._receiver.recv()
        except EOFError:
            raise OSError("a process of the build was killed") from None
        if error is not None:
            raise error
        return cast(Result, result)

    def end(self) -> None:
        """Kill it, if it is not done."""
        self._process.kill()
        self._process.join()


def _send(work: Callable[[], object], sender: "Connection[object, object]") -> None:
    try:
        sender.send((work(), None))
    except Exception as error:
        sender.send((None, error))
