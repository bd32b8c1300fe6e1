"""Pieces of the site, each of which can be made by itself: in any order, in any process.

A task says what its pages depend on besides what all tasks share (the day, the addresses, the
vocabularies, the code), so that a later build can tell what is still right: see `incremental`.
Some tasks gather what others have made, and are given a way to read it; they come second.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from catalogue.model import Measure
from catalogue.publication import Page

Read = Callable[[str], bytes]
"""Hands out the bytes of a page that has been made, by its path."""


class Task(NamedTuple):  # there are three a measure: a dataclass takes three times as long
    """Some pages that belong together; `name` tells it from all others, in every build.

    `measures` are the ids of what the pages show, in the order they show it; `also` is a text
    that changes with anything else they depend on. `with_text` says that one of the pages is that
    of a measure, which search reads; `effort`, how much work it is, in measures.
    """

    name: str
    measures: tuple[str, ...]
    also: str
    with_text: bool
    effort: float
    render: Callable[[], Iterable[Page]]


def task(
    name: str,
    measures: Iterable[Measure],
    render: Callable[[], Iterable[Page]],
    also: str = "",
    with_text: bool = False,
    effort: float | None = None,
) -> Task:
    """A task from measures instead of ids; without `effort`, they are all alike."""
    ids = tuple(measure.id for measure in measures)
    return Task(
        name=name,
        measures=ids,
        also=also,
        with_text=with_text,
        effort=len(ids) if effort is None else effort,
        render=render,
    )


def key_of(task: Task, shared: bytes, measures: Mapping[str, bytes]) -> str:
    """The key of a task; `measures` says of each measure, by its id, what tells it and its text."""
    told = f"{task.name}\n{len(task.also)}\n{task.also}".encode()
    shown = b"".join(map(measures.__getitem__, task.measures))
    return blake2b(told + shown, digest_size=16, key=shared).hexdigest()


def pages_of(tasks: Iterable[Task]) -> Iterator[Page]:
    """The pages of all tasks, in order."""
    for each in tasks:
        yield from each.render()


def parts(measures: Iterable[Measure], size: int) -> list[Sequence[Measure]]:
    """The measures of each `size` numbers, from 1; a new measure changes one part only."""
    found: dict[int, list[Measure]] = {}
    for measure in measures:
        found.setdefault((measure.number - 1) // size, []).append(measure)
    return [found[place] for place in sorted(found)]
