"""Shares and processes change nothing but the time it takes."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue import parallel
from catalogue.parallel import meanwhile, on_call, shared_out, worth
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


def test_a_process_on_call_works_each_time_in_another_one_and_is_prepared_once() -> None:
    done: list[str] = []

    def work() -> tuple[list[str], int, int]:
        done.append("work")
        in_another = shared_out(lambda items: (list(items), os.getpid()), range(2), 2)
        assert sorted(number for share, _ in in_another for number in share) == [0, 1]
        return done, os.getppid(), os.getpid()

    with on_call(work, lambda: done.append("prepared")) as ask:
        (first, parent, one), (second, same_parent, other) = ask(), ask()

    assert first == second == ["prepared", "work"]
    assert done == []
    assert parent == same_parent
    assert len({os.getpid(), parent, one, other}) == 4


def test_a_process_on_call_outlives_what_goes_wrong(tmp_path: Path) -> None:
    flag = tmp_path / "kill"

    def work() -> None:
        if flag.exists():
            os.kill(os.getpid(), 9)
        raise ContentError([Problem(path="a.md", line=3, column=1, message="壞了")])

    with on_call(work, lambda: None) as ask:
        for _ in range(2):
            with pytest.raises(ContentError, match=r"a\.md:3:1: 錯誤：壞了"):
                ask()
            flag.touch()
            with pytest.raises(OSError, match="a process of the build was killed"):
                ask()
            flag.unlink()


def test_whatever_is_done_on_call_is_ended_with_the_block() -> None:
    reading, writing = os.pipe()

    def begin(items: Iterator[int]) -> None:
        for _ in items:
            os.write(writing, b"x")
            threading.Event().wait()

    said: list[str] = []

    def ask_and_hear() -> None:
        with pytest.raises(OSError, match="a process of the build was killed") as caught:
            ask()
        said.append(str(caught.value))

    with on_call(lambda: shared_out(begin, range(2), 2), lambda: None) as ask:
        thread = threading.Thread(target=ask_and_hear)
        thread.start()
        assert os.read(reading, 1) + os.read(reading, 1) == b"xx"
    os.close(writing)
    thread.join()

    assert said == ["a process of the build was killed"]
    assert os.read(reading, 1) == b""  # nobody is left who could write
    os.close(reading)


def test_where_processes_cannot_be_forked_what_is_on_call_is_simply_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "_can_fork", lambda: False)
    with on_call(os.getpid, lambda: pytest.fail("nothing to prepare")) as ask:
        assert ask() == os.getpid()
