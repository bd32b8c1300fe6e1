"""Measures in; measures by agency, category, service and month of closing, out. Pure.

Every group keeps the measures' order (the handbook's), every list of groups its vocabulary's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from catalogue.model import Catalogue, Event, Measure, Service, Window
from catalogue.vocabulary import Agency, Category, ServiceType, Subcategory

Month = tuple[int, int]
"""Gregorian year and month."""


class MonthEntry(NamedTuple):
    """A window that closes in a month: of which measure, and which of its windows, from 0."""

    measure: Measure
    place: int
    day: int | None
    """Day of the month on which it closes, None where only the month is known."""

    @property
    def window(self) -> Window:
        return self.measure.windows[self.place]

    @property
    def service(self) -> Service:
        """The one that it is a window of."""
        of_window = (service for service in self.measure.services for _ in service.windows)
        return next(islice(of_window, self.place, None))


@dataclass(frozen=True, kw_only=True, slots=True)
class UndatedEntry:
    """A window that no closing month lists, with its measure and service."""

    measure: Measure
    service: Service
    window: Window


def by_agency(catalogue: Catalogue) -> list[tuple[Agency, list[Measure]]]:
    groups: dict[str, list[Measure]] = defaultdict(list)
    for measure in catalogue.measures:
        for agency in measure.agencies:
            groups[agency.id].append(measure)
    return [(agency, groups[agency.id]) for agency in catalogue.vocabulary.agencies]


def by_category(catalogue: Catalogue) -> list[tuple[Category, list[Measure]]]:
    groups: dict[str, list[Measure]] = defaultdict(list)
    for measure in catalogue.measures:
        groups[measure.category.id].append(measure)
    return [(category, groups[category.id]) for category in catalogue.vocabulary.categories]


def by_subcategory(
    category: Category, measures: Iterable[Measure]
) -> list[tuple[Subcategory, list[Measure]]]:
    """The measures of one category by its subcategories."""
    groups: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        groups[measure.subcategory.id].append(measure)
    return [(subcategory, groups[subcategory.id]) for subcategory in category.subcategories]


def family_parts(catalogue: Catalogue, size: int) -> Iterator[tuple[str, Sequence[Measure], range]]:
    """Name, family and places of some of its measures: of each subcategory, `size` at a time."""
    for category, of_category in by_category(catalogue):
        for subcategory, family in by_subcategory(category, of_category):
            for start in range(0, len(family), size):
                places = range(start, min(start + size, len(family)))
                yield f"{subcategory.id} from {start}", family, places


def by_service_type(catalogue: Catalogue) -> list[tuple[ServiceType, list[Measure]]]:
    """Measures by kind of service; one with two services of a kind stands there once."""
    groups: dict[str, list[Measure]] = defaultdict(list)
    for measure in catalogue.measures:
        for type_id in dict.fromkeys(measure.facts.service_types):
            groups[type_id].append(measure)
    return [(kind, groups[kind.id]) for kind in catalogue.vocabulary.service_types]


def by_closing_month(
    catalogue: Catalogue, edition_year: int
) -> list[tuple[Month, list[MonthEntry]]]:
    """Windows by the month they close in, earliest first; annual ones in the edition's year.

    Those of a month are in the order of their days, of a day in that of the catalogue.
    """
    groups: dict[Month, list[MonthEntry]] = defaultdict(list)
    for measure in catalogue.measures:
        for place, year, month, day in measure.facts.closings:
            groups[year or edition_year, month].append(MonthEntry(measure, place, day))
    return [(month, sorted(groups[month], key=_closing_order)) for month in sorted(groups)]


def by_event_day(catalogue: Catalogue) -> list[tuple[Event, Measure]]:
    """Every event with its measure, the earliest first."""
    return sorted(
        ((event, measure) for measure in catalogue.measures for event in measure.events),
        key=lambda pair: (pair[0].date.first, pair[1].number, pair[1].id, pair[0].place),
    )


def without_closing_month(catalogue: Catalogue) -> list[UndatedEntry]:
    """The windows that `by_closing_month` has no place for."""
    return [
        UndatedEntry(measure=measure, service=service, window=window)
        for measure in catalogue.measures
        for service in measure.services
        for window in service.windows
        if not window.closings
    ]


def _closing_order(entry: MonthEntry) -> int:
    return entry.day or 32
