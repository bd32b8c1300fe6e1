"""Work over slices of a sequence, in several processes where that pays, in order always."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from typing import TypeVar

Result = TypeVar("Result")

MIN_SLICE = 250
"""Items below which starting a process costs more than it saves."""


def over_slices(
    work: Callable[[int, int], list[Result]], count: int, jobs: int
) -> Iterator[Result]:
    """The results of `work(start, stop)` over [0, count), joined in order.

    `work` must be picklable and its results independent of the slices, so that the outcome does
    not depend on the number of processes.
    """
    slices = max(1, min(jobs, count // MIN_SLICE))
    bounds = list(pairwise(count * i // slices for i in range(slices + 1)))
    if slices == 1:
        yield from work(0, count)
        return
    with ProcessPoolExecutor(slices) as pool:
        for results in pool.map(work, *zip(*bounds, strict=True)):
            yield from results
