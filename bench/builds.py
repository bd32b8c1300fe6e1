"""Builds beside Hugo with Pagefind: the same corpus, in turn, in one run, on this machine.

    make bench                                     42, 1,000 and 10,000 measures
    make bench BENCH_FLAGS="--counts 100000 --rounds 1"

A round builds everything here and then everything there: cold, unchanged, and after a change of
one measure. The first round only looks at the memory (and warms the disk's cache); the others are
timed. What was measured replaces its part of docs/benchmarks.json, from which `bench.report`
writes docs/benchmarks.md.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bench.contenders import Hugo, Project, versions
from bench.corpus import touch, write_corpus
from bench.measuring import CommandError, Cost, machine, size_of
from bench.report import Costs, Results, Size, read_results, write_report
from bench.stages import stages

COUNTS = (42, 1_000, 10_000)
ROUNDS = 3
TOO_MANY = 20_000
"""Measures above which Pagefind is left out: it takes 0.3 MB of memory a page, all at once."""
WATCH_SECONDS = 600
"""How long Hugo's watch mode may take in all: it may miss a change."""
BETWEEN_CHANGES = 2
"""Seconds; Hugo gathers what changes in half a second, and may miss what comes meanwhile."""

Row = tuple[str, str, Cost]
"""What was built (`cold render`), who built it, what it cost."""


class Bench:
    """One corpus, and the two that build it under a scratch folder."""

    def __init__(self, count: int, scratch: Path) -> None:
        self.count = count
        self._content = scratch / "content"
        write_corpus(self._content, count)
        self.changed = next(self._content.glob(f"measures/*-{count // 2 + 1}.md"))
        self.project = Project(
            content=self._content, out=scratch / "ours", cache=scratch / "ours-cache"
        )
        self.hugo = Hugo(source=scratch / "hugo", out=scratch / "hugo-out")
        self.hugo.prepare(self._content)
        self._with_pagefind = count <= TOO_MANY

    def round(self, revision: int, *, look: bool) -> Iterator[Row]:
        """Every build once, first ours, then theirs; `revision` names the change of the measure."""
        project, hugo = self.project, self.hugo
        project.forget()
        yield "cold render", "ours", project.build(search=False, look=look)
        project.forget()
        yield "cold", "ours", project.build(search=True, look=look)
        yield "unchanged", "ours", project.build(search=True, look=look)
        touch(self.changed, revision=revision)
        yield "one changed", "ours", project.build(search=True, look=look)
        hugo.forget()
        yield from self._theirs("cold", look)
        yield from self._theirs("unchanged", look)
        hugo.take(self.changed)
        yield from self._theirs("one changed", look)

    def _theirs(self, state: str, look: bool) -> Iterator[Row]:
        rendered = self.hugo.render(look=look)
        yield f"{state} render", "Hugo", rendered
        if self._with_pagefind:
            indexed = self.hugo.index(look=look)
            yield f"{state} search", "Pagefind", indexed
            yield state, "Hugo + Pagefind", rendered + indexed

    def watch(self, revisions: range) -> list[float]:
        """Seconds that Hugo's watch mode says each change of the measure took."""
        command = [*self.hugo.command, "--watch", "--noBuildLock"]
        with subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            timer = threading.Timer(WATCH_SECONDS, process.kill)
            timer.start()
            try:
                return list(self._changes(process, revisions))
            except CommandError as error:  # it is beside the point: the rest stands
                say(str(error))
                return []
            finally:
                timer.cancel()
                process.terminate()

    def _changes(self, process: "subprocess.Popen[str]", revisions: range) -> Iterator[float]:
        assert process.stdout is not None
        _await(process.stdout, "Press Ctrl")
        for revision in revisions:
            time.sleep(BETWEEN_CHANGES)
            touch(self.changed, revision=revision)
            self.hugo.take(self.changed)
            yield int(_await(process.stdout, r"Total in (\d+) ms")[1]) / 1000


def _await(told: Iterable[str], pattern: str) -> re.Match[str]:
    """The next line that begins so."""
    for line in told:
        if "ERROR" in line:
            raise CommandError(line)
        if found := re.match(pattern, line):
            return found
    raise CommandError(f"Hugo's watch mode ended without {pattern!r}")


def measure(count: int, rounds: int, scratch: Path) -> Size:
    """Everything measured at one size; tells each build as it ends."""
    say(f"{count:,} measures: writing the corpus")
    load = os.getloadavg()[0]
    bench = Bench(count, scratch)
    costs: dict[str, dict[str, Costs]] = {}
    told: list[dict[str, float]] = []
    sizes: dict[str, tuple[int, int]] = {}
    started = time.perf_counter()
    for number in range(rounds + 1):
        look = number == 0
        for built, name, cost in bench.round(number + 1, look=look):
            entry = costs.setdefault(built, {}).setdefault(name, Costs(wall=[], cpu=[], peak=0))
            if look:
                entry["peak"] = cost.peak
            else:
                entry["wall"].append(cost.wall)
                entry["cpu"].append(cost.cpu)
            if (built, name) == ("cold", "ours") and not look:
                told.append(stages(cost.told))
            if look and (built, name) in (("cold render", "ours"), ("cold", "ours")):
                sizes[f"{name}, {built}"] = size_of(bench.project.out)
            if look and name in ("Hugo", "Hugo + Pagefind"):
                sizes[name] = size_of(bench.hugo.out)
            took = f"{cost.peak:,.0f} MB" if look else f"{cost.wall:.2f} s, {cost.cpu:.2f} s of CPU"
            say(f"{count:,} round {number}/{rounds}: {built}, {name}: {took}")
        passed = time.perf_counter() - started
        left = passed / (number + 1) * (rounds - number)
        say(f"{count:,}: {passed:.0f} s passed, about {left:.0f} s left")
    return Size(
        costs=costs,
        stages=told,
        sizes=sizes,
        watch=bench.watch(range(rounds + 2, 2 * rounds + 2)),
        machine=machine(),
        load=(load, os.getloadavg()[0]),
        versions=versions(),
        day=datetime.now().astimezone().date().isoformat(),
    )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure each size, writing the report after each."""
    parser = argparse.ArgumentParser(prog="python -m bench.builds", description=__doc__)
    parser.add_argument(
        "--counts", type=int, nargs="+", default=COUNTS, help="sizes of the corpus (42 1000 10000)"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"timed rounds ({ROUNDS})")
    parser.add_argument(
        "--scratch",
        type=Path,
        help="folder to build in; a round of 10,000 takes 2 GB (a temporary one)",
    )
    options = parser.parse_args()
    for count in options.counts:
        with tempfile.TemporaryDirectory(prefix="bench-", dir=options.scratch) as folder:
            size = measure(count, options.rounds, Path(folder))
        results: Results = read_results()
        results["builds"][str(count)] = size
        write_report(results)


if __name__ == "__main__":
    main()
