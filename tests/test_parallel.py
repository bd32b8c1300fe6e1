"""Shares and processes change nothing but the time it takes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.parallel import meanwhile, shared_out, worth
from catalogue.problems import ContentError, Problem


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 42, 1001])
def test_every_item_is_worked_on_once(count: int, jobs: int) -> None:
    offset = 1_000  # closures are fine: nothing of the work is pickled

    def squares(numbers: Iterator[int]) -> dict[int, int]:
        return {number: number**2 + offset for number in numbers}

    found: dict[int, int] = {}
    for squared in shared_out(squares, range(count), jobs):
        found |= squared

    assert found == {number: number**2 + offset for number in range(count)}


def test_there_are_as_many_processes_as_pay_and_no_more_than_asked_for() -> None:
    def process(items: Iterator[int]) -> int:
        assert list(items) is not None
        return os.getpid()

    assert [worth(2, measures) for measures in (0, 42, 399, 400, 9999)] == [1, 1, 1, 2, 2]
    assert shared_out(process, range(42), worth(2, 42)) == [os.getpid()]
    assert len(set(shared_out(process, range(42), worth(2, 400))) - {os.getpid()}) == 2


def test_what_goes_wrong_in_a_process_goes_wrong_here() -> None:
    def refuse(_: Iterator[int]) -> None:
        raise ContentError([Problem(path="a.md", line=3, column=1, message="壞了")])

    with pytest.raises(ContentError) as caught:
        shared_out(refuse, range(2), 2)
    assert [str(problem.line) for problem in caught.value.problems] == ["3"]


def test_a_process_that_is_killed_is_an_error_not_a_wait() -> None:
    with pytest.raises(OSError, match="a process of the build was killed"):
        shared_out(lambda _: os.kill(os.getpid(), 9), range(2), 2)


def test_work_done_meanwhile_is_done_when_it_is_waited_for_or_left_out(tmp_path: Path) -> None:
    done = tmp_path / "done"

    def work() -> None:
        done.write_text(str(os.getpid()))

    meanwhile(work, 1)()
    assert not done.exists()
    meanwhile(work, 2)()
    assert done.read_text() != str(os.getpid())
