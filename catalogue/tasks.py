"""Pieces of the site, each of which can be made by itself: in any order, in any process.

A task says what its pages depend on besides what all tasks share (the day, the addresses, the
vocabularies, the code), so that a later build can tell what is still right: see `incremental`.
Some tasks gather what others have made, and are given a way to read it; they come second.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from catalogue.model import Measure
from catalogue.publication import Page

Read = Callable[[str], bytes]
"""Hands out the bytes of a page that has been made, by its path."""


class Task(NamedTuple):  # there are three a measure: a dataclass takes three times as long
    """Some pages that belong together; `name` tells it from all others, in every build.

    `measures` are the ids of what the pages show, in the order they show it; `also` is a text
    that changes with anything else they depend on. `with_text` says that one of the pages is that
    of the first measure, which search reads; `effort`, how much work it is, in measures.
    """

    name: str
    measures: tuple[str, ...]
    also: str
    with_text: bool
    effort: float
    render: Callable[[], Iterable[Page]]


class Bundle(NamedTuple):
    """Tasks of which none has to be looked at while nothing that they show has changed.

    `measures` and `also` are what those of all its tasks change with.
    """

    name: str
    measures: tuple[str, ...]
    also: str
    tasks: Callable[[], Iterable[Task]]


Work = Task | Bundle
_ID = attrgetter("id")
BUNDLE = 100
"""Measures of a bundle.

Those of pages, of data and of calendars have the same measures: a process that makes one of them
makes the others next, and has read all of each measure then (see `packing.AT_ONCE`).
"""


def bundle(
    name: str, measures: Iterable[Measure], tasks: Callable[[], Iterable[Task]], also: str = ""
) -> Bundle:
    """A bundle from measures instead of ids."""
    return Bundle(name, tuple(map(_ID, measures)), also, tasks)


def one_by_one(work: Iterable[Work]) -> Iterator[Task]:
    """All tasks, also those of bundles."""
    for each in work:
        if isinstance(each, Bundle):
            yield from each.tasks()
        else:
            yield each


def task(
    name: str,
    measures: Iterable[Measure],
    render: Callable[[], Iterable[Page]],
    also: str = "",
    with_text: bool = False,
    effort: float | None = None,
) -> Task:
    """A task from measures instead of ids; without `effort`, they are all alike."""
    ids = tuple(map(_ID, measures))
    return Task(
        name=name,
        measures=ids,
        also=also,
        with_text=with_text,
        effort=len(ids) if effort is None else effort,
        render=render,
    )


def key_of(work: Work, shared: bytes, measures: Mapping[str, bytes]) -> str:
    """The key of a task or a bundle; `measures` says of each, by its id, what tells its text."""
    told = f"{work.name}\n{len(work.also)}\n{work.also}".encode()
    shown = b"".join(map(measures.__getitem__, work.measures))
    return blake2b(told + shown, digest_size=16, key=shared).hexdigest()


def parts(measures: Iterable[Measure], size: int) -> list[Sequence[Measure]]:
    """The measures of each `size` numbers, from 1; a new measure changes one part only."""
    found: dict[int, list[Measure]] = {}
    for measure in measures:
        found.setdefault((measure.number - 1) // size, []).append(measure)
    return [found[place] for place in sorted(found)]
