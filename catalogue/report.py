"""A catalogue, its files, their warnings and a day in; how things stand, for maintainers, out.

What there is, what editors are warned of, how long ago each measure was verified, and what has
closed. No part of the published site; `report_forms` prints it. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.advice import closed_for_good, is_overdue, known_since
from catalogue.documents import Document
from catalogue.faults import title_of
from catalogue.indexes import by_category
from catalogue.model import Catalogue, Measure
from catalogue.problems import Problem
from catalogue.schedule import STATUS_NAMES, Status, measure_status

Table = Mapping[str, tuple[int, int]]
"""Files of each kind (the end of their names) and their bytes: `{".html": (98, 1048576)}`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many there are of a kind; `name` is what people call it."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """Published files of a kind, and their bytes together."""

    kind: str
    count: int
    bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Age:
    """Since when a measure's facts are known: verified then, or of that edition's new year."""

    id: str
    title: str
    place: str
    """`path:line` of what an editor changes."""
    since: date
    verified: bool
    days: int
    overdue: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """A service for which nobody can apply any more; `whole` where that is true of the measure."""

    id: str
    title: str
    service: str
    place: str
    closed_on: date
    days: int
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How things stand on a day; `ages` and `closed` begin with the oldest."""

    today: date
    edition: int
    measures: int
    services: int
    text_pages: int
    statuses: tuple[Count, ...]
    categories: tuple[Count, ...]
    windows: tuple[Count, ...]
    warnings: tuple[Count, ...]
    ages: tuple[Age, ...]
    closed: tuple[Closed, ...]
    site: tuple[Files, ...] | None
    """None where no made site was looked at."""


def make_report(
    catalogue: Catalogue,
    documents: Mapping[str, Document],
    warnings: Sequence[Problem],
    today: date,
    site: Table | None = None,
) -> Report:
    """How things stand on a day; `documents` are the measures' by id."""
    measures = catalogue.measures
    edition = catalogue.vocabulary.site.edition
    statuses = Counter(measure_status(measure, today) for measure in measures)
    kinds = {w.kind: str(w.model_config.get("title")) for m in measures for w in m.windows}
    windows = Counter(window.kind for measure in measures for window in measure.windows)
    codes = Counter(problem.code for problem in warnings)
    ages = (_age(measure, documents[measure.id], edition, today) for measure in measures)
    return Report(
        today=today,
        edition=edition,
        measures=len(measures),
        services=sum(len(measure.services) for measure in measures),
        text_pages=len(catalogue.pages),
        statuses=tuple(Count(id=s, name=STATUS_NAMES[s], count=statuses[s]) for s in Status),
        categories=tuple(
            Count(id=category.id, name=category.name, count=len(group))
            for category, group in by_category(catalogue)
        ),
        windows=tuple(
            Count(id=kind, name=kinds[kind], count=count)
            for kind, count in sorted(windows.items(), key=_most_first)
        ),
        warnings=tuple(
            Count(id=code, name=title_of(code), count=count)
            for code, count in sorted(codes.items(), key=_most_first)
        ),
        ages=tuple(sorted(ages, key=lambda age: (age.since, age.id))),
        closed=tuple(
            sorted(
                (
                    service
                    for measure in measures
                    for service in _closed(measure, documents[measure.id], today)
                ),
                key=lambda closed: (closed.closed_on, closed.id, closed.service),
            )
        ),
        site=None
        if site is None
        else tuple(Files(kind=k, count=n, bytes=size) for k, (n, size) in sorted(site.items())),
    )


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _age(measure: Measure, document: Document, edition: int, today: date) -> Age:
    since = known_since(measure, edition)
    verified = measure.verified_on is not None
    return Age(
        id=measure.id,
        title=measure.title,
        place=_place(document, ("verified_on" if verified else "source",)),
        since=since,
        verified=verified,
        days=(today - since).days,
        overdue=is_overdue(since, today),
    )


def _closed(measure: Measure, document: Document, today: date) -> Iterator[Closed]:
    whole = measure_status(measure, today) is Status.CLOSED
    for index, service in enumerate(measure.services):
        if closed := closed_for_good(service, today):
            day, number = closed
            yield Closed(
                id=measure.id,
                title=measure.title,
                service=service.heading,
                place=_place(document, ("services", index, "windows", number, "closes")),
                closed_on=day,
                days=(today - day).days,
                whole=whole,
            )


def _place(document: Document, keys: tuple[str | int, ...]) -> str:
    return f"{document.path}:{document.value_place(keys)[0]}"
