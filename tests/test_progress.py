"""What a person who waits for a build is told."""

import io
import threading
from itertools import count

from catalogue.parallel import shared_out
from catalogue.progress import Stages, how_far


class Terminal(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.is_told = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if "a second" in text:
            self.is_told.set()
        return super().write(text)


def test_a_long_stage_says_how_far_it_is_and_how_long_the_rest_takes() -> None:
    assert how_far("render", 2_500, 10_000, 5.0) == (
        "render [######..................] 2,500 of 10,000, 500 a second, 15 s left"
    )
    assert how_far("render", 0, 10, 0.3) == (
        "render [........................] 0 of 10, 0 a second, …"
    )
    # Each process that finds nothing left has counted one more.
    assert how_far("read", 12, 10, 2.0) == (
        "read [########################] 10 of 10, 5 a second, 0 s left"
    )


def test_a_terminal_shows_it_while_the_work_is_done_and_nothing_after() -> None:
    terminal = Terminal()
    seconds = count(0.0, 2.0)
    stages = Stages(terminal, clock=lambda: next(seconds))
    with stages.stage("render"), stages.watch(8, lambda: 4):
        assert terminal.is_told.wait(timeout=10)
    lines = terminal.getvalue().split("\r\033[K")
    assert lines[1] == "render …"
    assert lines[2] == "render [############............] 4 of 8, 2 a second, 2 s left"
    assert lines[-1] == ""


def test_what_is_no_terminal_is_told_nothing() -> None:
    told = io.StringIO()
    stages = Stages(told)
    with stages.stage("render"), stages.watch(8, lambda: 4):
        pass
    assert told.getvalue() == ""


def test_work_that_is_shared_out_is_counted() -> None:
    seen = []

    class Watched:
        def __init__(self, total: int, done: object) -> None:
            assert callable(done)
            self.total, self.done = total, done

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None:
            seen.append((self.total, min(self.total, self.done())))

    for processes in (1, 3):
        found = shared_out(list, range(20), processes, Watched)
        assert sorted(item for some in found for item in some) == list(range(20))
    assert seen == [(20, 20), (20, 20)]
