"""Work shared out among processes, where that pays. What comes out never depends on how many."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from mmap import mmap
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar, cast

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


def aside(work: Callable[[], Result], *, has_processes: bool = False) -> Callable[[], Result]:
    """Begin some work in a process of its own; what waits for what it returns, or raises.

    Only work that `has_processes` may be shared out further. Where processes cannot be forked, it
    is done when it is waited for.
    """
    if not _can_fork():
        return work
    process = _Running(work, has_processes=has_processes)

    def wait() -> Result:
        try:
            return process.result()
        finally:
            process.end()

    return wait


@contextmanager
def on_call(
    work: Callable[[], Result], prepare: Callable[[], None]
) -> Iterator[Callable[[], Result]]:
    """For as long as the block lasts, a process that does some work each time it is asked to.

    For a program with threads, which must not be forked: what another thread holds locked would
    stay so in the new process. So begin the block before the first thread. Once it has prepared,
    the process forks one more each time: nothing stays of what the work leaves in memory, and if
    that one is killed, it is an OSError and no more. At the end of the block all of them are
    killed, whatever they do. Where processes cannot be forked, the work is simply done.
    """
    if not _can_fork():
        yield work
        return
    context = multiprocessing.get_context("fork")
    asking, asked = context.Pipe()
    alive, kept_open = os.pipe()
    process = context.Process(target=_wait_to_be_asked, args=(work, prepare, asked, asking))
    process.start()
    group = cast(int, process.pid)
    os.setpgid(group, group)  # all of it can be killed, and Ctrl+C is not for it
    asked.close()
    os.close(kept_open)

    def ask() -> Result:
        asking.send(None)
        return cast(Result, _received(asking))

    try:
        yield ask
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        process.join()
        os.read(alive, 1)  # until nobody is left who has the other end open, and may still write
        os.close(alive)
        asking.close()


def _wait_to_be_asked(
    work: Callable[[], object],
    prepare: Callable[[], None],
    asked: "Connection[object, None]",
    asking: "Connection[None, object]",
) -> None:
    """Until there is nobody who could ask."""
    asking.close()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_DFL)  # what the program does at its end is not for this
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # it may show its progress on the terminal
    prepare()
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked.recv()
            _send(aside(work, has_processes=True), asked)


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

    def __init__(self, work: Callable[[], Result], *, has_processes: bool = False) -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        # A daemon goes when this process does, but may have no processes of its own.
        self._process = context.Process(target=_send, args=(work, sender), daemon=not has_processes)
        self._process.start()
        sender.close()

    def result(self) -> Result:
        """What the work returns; raise what it raises."""
        return cast(Result, _received(self._receiver))

    def end(self) -> None:
        """Kill it, if it is not done."""
        self._process.kill()
        self._process.join()


def _send(work: Callable[[], object], sender: "Connection[object, Any]") -> None:
    try:
        sender.send((work(), None))
    except Exception as error:
        sender.send((None, error))


def _received(receiver: "Connection[Any, Any]") -> object:
    """What some work returned that was sent; raise what it raised."""
    try:
        result, error = receiver.recv()
    except EOFError:
        raise OSError("a process of the build was killed") from None
    if error is not None:
        raise error
    return result
