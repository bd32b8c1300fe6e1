"""Slices and processes change nothing but the time it takes."""

import pytest

from catalogue.parallel import over_slices


def squares(start: int, stop: int) -> list[int]:
    return [number * number for number in range(start, stop)]


@pytest.mark.parametrize("count", [0, 1, 42, 249, 250, 999, 1001])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_results_are_the_same_in_order(count: int, jobs: int) -> None:
    assert list(over_slices(squares, count, jobs)) == squares(0, count)
