"""Work shared out among processes, where that pays. What comes out never depends on how many."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MIN_SHARE = 200
"""Measures below which starting a process costs more than it saves."""


def worth(jobs: int, measures: int) -> int:
    """How many processes pay, of `jobs` at most, where so many measures are worked on."""
    return max(1, min(jobs, measures // MIN_SHARE))


def shared_out(
    work: Callable[[Iterator[Item]], Result], items: Sequence[Item], processes: int
) -> list[Result]:
    """`work` on some of the items in each of the processes; what each returns.

    Each process takes the next item as soon as it is done with one, so the items that take long
    are best first. Processes are forked: `work` and `items` need not be picklable, what `work`
    returns (or raises) must be. Where processes cannot be forked there is one share, and none.
    """
    count = min(processes, len(items))
    if count <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(iter(items))]
    context = multiprocessing.get_context("fork")
    taken = context.Value("q", 0)
    gc.freeze()  # what is there now is shared with the processes; they need not look through it
    running = []
    try:
        for _ in range(count):
            receiver, sender = context.Pipe(duplex=False)
            arguments = (work, _rest(items, taken), sender)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
            sender.close()
            running.append((process, receiver))
        return [_result(receiver) for _, receiver in running]
    finally:
        for process, _ in running:
            process.kill()
            process.join()
        gc.unfreeze()


@contextmanager
def meanwhile(work: Callable[[], None], jobs: int) -> Iterator[None]:
    """Work done in a process of its own while the block is; left out where there is one only.

    So it may only be work that saves time later, and whose failure tells itself then.
    """
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield
        return
    process = multiprocessing.get_context("fork").Process(target=work, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.join()


def _rest(items: Sequence[Item], taken: "Synchronized[int]") -> Iterator[Item]:
    """The items that no process has taken yet."""
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(items):
            return
        yield items[place]


def _work(
    work: Callable[[Iterator[Item]], Result], share: Iterator[Item], sender: Connection
) -> None:
    try:
        sender.send((work(share), None))
    except Exception as error:
        sender.send((None, error))


def _result(receiver: "Connection[object, tuple[Result, Exception | None]]") -> Result:
    try:
        result, error = receiver.recv()
    except EOFError:
        raise OSError("a process of the build was killed") from None
    if error is not None:
        raise error
    return result
