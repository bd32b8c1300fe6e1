"""Figures of the benchmarks in; docs/benchmarks.json, its tables in benchmarks.md and a plot, out.

python -m bench.report     write the document again from the figures that are there
"""

import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

DOCS = Path(__file__).parent.parent / "docs"
FIGURES = DOCS / "benchmarks.json"
MARKER = "<!-- Below here bench/report.py writes; change that, or the figures, and not this. -->"


class Costs(TypedDict):
    """Of one kind of build: seconds in each round, megabytes at the peak."""

    wall: list[float]
    cpu: list[float]
    peak: float


class Size(TypedDict):
    """Everything measured of builds of one corpus; `load` is that before and after (1 minute)."""

    costs: dict[str, dict[str, Costs]]
    stages: list[dict[str, float]]
    sizes: dict[str, tuple[int, int]]
    watch: list[float]
    machine: str
    load: tuple[float, float]
    versions: str
    day: str


class Transfer(TypedDict):
    """One query from an empty cache, until the first results and (`complete`) their excerpts.

    Sizes are in kB, `data` without scripts; times in milliseconds, `slow` on a slow network, `warm`
    the 95th percentile once everything is cached.
    """

    found: int
    kilobytes: float
    data: float
    requests: int
    complete: float
    first: float
    slow: float
    warm: float


class Search(TypedDict):
    """The queries on the search page of one corpus."""

    queries: dict[str, Transfer]
    machine: str
    day: str


class Results(TypedDict):
    """By number of measures, as JSON has it: a text."""

    builds: dict[str, Size]
    search: dict[str, Search]


PAIRS = (
    ("Render, cold", "cold render", "ours", "cold render", "Hugo"),
    ("Whole with search, cold", "cold", "ours", "cold", "Hugo + Pagefind"),
    ("Nothing changed", "unchanged", "ours", "unchanged", "Hugo + Pagefind"),
    ("Nothing changed, Hugo alone", "unchanged", "ours", "unchanged render", "Hugo"),
    ("One measure changed", "one changed", "ours", "one changed", "Hugo + Pagefind"),
    ("One changed, Hugo alone", "one changed", "ours", "one changed render", "Hugo"),
)
"""What is set beside what: a title, ours, theirs."""


def read_results() -> Results:
    if not FIGURES.exists():
        return Results(builds={}, search={})
    results: Results = json.loads(FIGURES.read_text(encoding="utf-8"))
    return results


def write_report(results: Results) -> None:
    """Write the figures, and the tables and the plot that show them."""
    FIGURES.write_text(
        json.dumps(results, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    document = DOCS / "benchmarks.md"
    prose = document.read_text(encoding="utf-8").partition(MARKER)[0].rstrip()
    tables = "\n".join(sections(results))
    document.write_text(f"{prose}\n\n{MARKER}\n\n{tables}", encoding="utf-8")
    if results["builds"]:
        _plot(results, DOCS / "benchmarks.svg")


def sections(results: Results) -> Iterator[str]:
    """The lines of every table."""
    builds = sorted(results["builds"].items(), key=lambda item: int(item[0]))
    if builds:
        yield "## Time and memory\n"
        yield "![Seconds of a build by the number of measures](benchmarks.svg)\n"
        yield from _table(
            "measures | build | ours | theirs | ours ÷ theirs | CPU | theirs | peak | theirs",
            (row for count, size in builds for row in _pair_rows(count, size)),
        )
        yield "## Stages of a cold build\n"
        names = list(dict.fromkeys(name for _, size in builds for name in _stages(size)))
        yield from _table(
            " | ".join(("measures", *names)),
            (
                (_number(count), *(_seconds(_stages(size).get(name)) for name in names))
                for count, size in builds
            ),
        )
        yield "## What is written\n"
        yield from _table(
            "measures | site | MB | files | kB a measure",
            (
                (
                    _number(count),
                    name,
                    f"{size_of / 1e6:,.1f}",
                    f"{files:,}",
                    f"{size_of / 1e3 / int(count):.1f}",
                )
                for count, size in builds
                for name, (size_of, files) in size["sizes"].items()
            ),
        )
    searches = sorted(results["search"].items(), key=lambda item: int(item[0]))
    if searches:
        yield "## Search in the browser\n"
        yield from _table(
            "measures | query | results | kB | without scripts | requests | kB with excerpts"
            " | first results | on a slow network | warm, p95",
            (
                (
                    _number(count),
                    query,
                    f"{one['found']:,}",
                    f"{one['kilobytes']:.0f}",
                    f"{one['data']:.1f}",
                    str(one["requests"]),
                    f"{one['complete']:.0f}",
                    f"{one['first']:.0f} ms",
                    f"{one['slow'] / 1000:.1f} s",
                    f"{one['warm']:.1f} ms",
                )
                for count, search in searches
                for query, one in search["queries"].items()
            ),
        )
        for count, search in searches:
            yield f"- {_number(count)} measures, {search['day']}: {search['machine']}."
        yield ""
    if builds:
        yield "## Machines and versions\n"
        for count, size in builds:
            rounds = len(size["costs"]["cold"]["ours"]["wall"])
            yield (
                f"- {_number(count)} measures, {rounds} timed rounds, {size['day']}: "
                f"{size['machine']}; load average {size['load'][0]:.1f} before and "
                f"{size['load'][1]:.1f} after (our own work is about 2). {size['versions']}."
            )
        yield ""


def _pair_rows(count: str, size: Size) -> Iterator[tuple[str, ...]]:
    for title, built, name, their_build, their_name in PAIRS:
        ours = size["costs"][built][name]
        theirs = size["costs"].get(their_build, {}).get(their_name)
        if theirs is None:
            cpu, peak = _median(ours["cpu"]), _megabytes(ours)
            yield _number(count), title, _median(ours["wall"]), "–", "–", cpu, "–", peak, "–"
            continue
        ratios = [a / b for a, b in zip(ours["wall"], theirs["wall"], strict=True)]
        yield (
            _number(count),
            title,
            _median(ours["wall"]),
            _median(theirs["wall"]),
            f"**{statistics.median(ratios):.2f}**",
            _median(ours["cpu"]),
            _median(theirs["cpu"]),
            _megabytes(ours),
            _megabytes(theirs),
        )
    if size["watch"]:
        watch = _median(size["watch"])
        title = "One changed, Hugo's watch mode by its own word"
        yield _number(count), title, "", watch, *[""] * 5


def _stages(size: Size) -> dict[str, float]:
    """The median of each stage's seconds."""
    names = dict.fromkeys(name for told in size["stages"] for name in told)
    return {name: statistics.median(told.get(name, 0) for told in size["stages"]) for name in names}


def _table(head: str, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    columns = head.count("|") + 1
    yield f"| {head} |"
    yield f"|{'---|' * columns}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _number(count: str) -> str:
    return f"{int(count):,}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"


def _median(values: Sequence[float]) -> str:
    return _seconds(statistics.median(values))


def _megabytes(costs: Costs) -> str:
    return f"{costs['peak']:,.0f} MB"


def _plot(results: Results, path: Path) -> None:
    """Seconds by the number of measures, both axes logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "benchmarks", "font.size": 11})
    from matplotlib import pyplot

    lines = (
        ("Whole with search: Hugo + Pagefind", "cold", "Hugo + Pagefind", "#b45309", "o-"),
        ("Whole with search: this project", "cold", "ours", "#1d4ed8", "o-"),
        ("Pages alone: Hugo", "cold render", "Hugo", "#b45309", "s--"),
        ("Pages alone: this project", "cold render", "ours", "#1d4ed8", "s--"),
        ("One changed: Hugo + Pagefind", "one changed", "Hugo + Pagefind", "#b45309", "^:"),
        ("One changed: this project", "one changed", "ours", "#1d4ed8", "^:"),
        ("Nothing changed: this project", "unchanged", "ours", "#15803d", "v:"),
    )
    figure, axes = pyplot.subplots(figsize=(9, 5.5))
    builds = sorted(results["builds"].items(), key=lambda item: int(item[0]))
    for label, built, name, colour, style in lines:
        points = [
            (int(count), statistics.median(size["costs"][built][name]["wall"]))
            for count, size in builds
            if name in size["costs"].get(built, {})
        ]
        if points:
            axes.plot(*zip(*points, strict=True), style, color=colour, label=label)
    axes.set(xscale="log", yscale="log", xlabel="measures", ylabel="seconds")
    counts = [int(count) for count, _ in builds]
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize=9)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    write_report(read_results())
