"""The catalogue in; what the scripts of the matching page and the shortlist read, out.

Published under `match/`:

- `measures.json`: per measure its services with their needs, windows and criteria; and the tables
  of `eligibility` that say which industry counts as which;
- `names.json`: every measure's title by id, and the id that each old id (alias) stands for now,
  for shortlists that were kept before a measure was renamed or removed.

No file grows with the catalogue. Of one that is too large to compare all of it (`is_by_need`):

- `measures.json` has the tables, and in the place of the measures the ids of the needs;
- `<need>.json` has how many measures answer a need, and PART of them;
- `names.json` has nothing: a shortlist asks for each of its measures by itself;
- `renamed/<old id>.json` has the id that an old one stands for now.

Of a large site, `names.json` says that measures have no data of their own, but `pages`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Any

from pydantic_core import to_json

from catalogue import urls
from catalogue.eligibility import CERTAIN, UNCERTAIN
from catalogue.matching import NEEDS, OTHER_NEED, is_by_need, needs_of
from catalogue.model import Catalogue, Measure, Service
from catalogue.publication import Page, Publication
from catalogue.schedule import Status, compact_window
from catalogue.tasks import Task, task
from catalogue.views import Views, telephone_link

PART = 500
"""Measures in the file of one need, at most."""
PART_BYTES = 600_000
"""Bytes of the file of one need, at most: 150 kB when it is compressed, as the real measures are to
a quarter of their size."""
_RANK = {status: rank for rank, status in enumerate(Status)}
_Place = tuple[int, date, int, str, Measure]
"""Rank of the status, closing day, number, id: what measures are sorted by."""


def matching_tasks(
    catalogue: Catalogue, publication: Publication, views: Views | None = None
) -> Iterator[Task]:
    """The files under `match/` that scripts read."""
    if not is_by_need(catalogue):
        render = partial(_whole, catalogue, publication.is_large)
        yield task("matching", catalogue.measures, render)
        return
    by_need = _by_need(catalogue, views or Views(publication.today))
    tables = partial(_tables, list(by_need), publication.is_large)
    yield task("matching, tables", (), tables, also=repr(list(by_need)))
    for need, measures in by_need.items():
        total, chosen = len(measures), measures[:PART]
        render = partial(_of_need, urls.match_json(need), total, chosen, publication.is_large)
        yield task(f"matching, {need}", chosen, render, also=str(total))
    renamed = [measure for measure in catalogue.measures if measure.aliases]
    yield task("matching, renamed", renamed, partial(_renamed, renamed))


def _whole(catalogue: Catalogue, is_large: bool) -> Iterator[Page]:
    measures = [matching_measure(measure, is_large) for measure in catalogue.measures]
    yield _json_page(
        urls.MATCH_JSON, {"certain": CERTAIN, "uncertain": UNCERTAIN, "measures": measures}
    )
    titles = {measure.id: measure.title for measure in catalogue.measures}
    aliases = {alias: m.id for m in catalogue.measures for alias in m.aliases}
    yield _names(titles, aliases, is_large)


def _names(
    titles: Mapping[str, str] | None, aliases: Mapping[str, str] | None, is_large: bool
) -> Page:
    names: dict[str, Any] = {"titles": titles, "aliases": aliases}
    return _json_page(urls.NAMES_JSON, names | {"pages": True} if is_large else names)


def _tables(needs: Sequence[str], is_large: bool) -> Iterator[Page]:
    yield _json_page(urls.MATCH_JSON, {"certain": CERTAIN, "uncertain": UNCERTAIN, "needs": needs})
    yield _names(None, None, is_large)


def _of_need(path: str, total: int, measures: Sequence[Measure], is_large: bool) -> Iterator[Page]:
    """The file of a need: as many of the measures as it has room for, in their order."""
    head, tail = b'{"total":%d,"measures":[' % total, b"]}"
    room = PART_BYTES - len(head) - len(tail)
    written = []
    for measure in measures:
        text = _written(measure, is_large)
        room -= len(text) + len(",")
        if room < 0:
            break
        written.append(text)
    yield Page(path=path, content=head + b",".join(written) + tail)


@lru_cache(maxsize=len(NEEDS) * PART)  # a third of those in some file of a need are in another
def _written(measure: Measure, is_large: bool) -> bytes:
    return to_json(matching_measure(measure, is_large))


def _renamed(measures: Sequence[Measure]) -> Iterator[Page]:
    for measure in measures:
        for alias in measure.aliases:
            yield _json_page(urls.renamed_json(alias), {"id": measure.id})


def _by_need(catalogue: Catalogue, views: Views) -> dict[str, list[Measure]]:
    """Need -> the measures that may be an answer to it, in the order to compare them."""
    found: dict[str, list[_Place]] = {need.id: [] for need in (*NEEDS, OTHER_NEED)}
    for measure in catalogue.measures:
        best: dict[str, tuple[int, date]] = {}
        states = views.of(measure).services
        for type_id, (status, closes) in zip(measure.facts.service_types, states, strict=True):
            state = (_RANK[status], closes or date.max)
            for need in needs_of(measure, type_id):
                best[need] = min(state, best.get(need, state))
        for need, state in best.items():
            found[need].append((*state, measure.number, measure.id, measure))
    return {need: _in_order(places) for need, places in found.items() if places}


def _in_order(places: Sequence[_Place]) -> list[Measure]:
    """Those that are open first, then those that will be; of either, those that close next.

    Of those that are open, one that closes and one that does not come in turn, so that neither
    kind, however many there are of it, takes all the room.
    """
    kinds: dict[str, list[Measure]] = {"closing": [], "endless": [], "rest": []}
    for rank, closes, *_, measure in sorted(places):
        kind = "closing" if closes < date.max else "endless"
        kinds[kind if rank == _RANK[Status.OPEN] else "rest"].append(measure)
    turns = zip_longest(kinds["closing"], kinds["endless"])
    return [measure for turn in turns for measure in turn if measure is not None] + kinds["rest"]


def matching_measure(measure: Measure, is_large: bool = False) -> dict[str, Any]:
    """What the browser needs to judge, rank and show one measure; `calendar`: it has one."""
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "agencies": [agency.name for agency in measure.agencies],
        "preferences": measure.facts.preference_types,
        "calendar": measure.is_dated and not is_large,
        "services": [
            {
                "name": service.heading,
                "needs": needs_of(measure, service.type.id),
                "windows": [compact_window(window) for window in service.windows],
                "contact": _contact_of(measure, service),
                "criteria": [
                    {
                        "text": criterion.text,
                        "test": criterion.test.model_dump(mode="json", exclude_none=True)
                        if criterion.test
                        else None,
                    }
                    for criterion in service.eligibility
                ],
            }
            for service in measure.services
        ],
    }


def _contact_of(measure: Measure, service: Service) -> dict[str, str]:
    """Whom to call about a service: who is there for it by name, else who comes first."""
    people = [(contact, person) for contact in measure.contacts for person in contact.people]
    contact, person = next(
        (found for found in people if service.name and found[1].note == service.name), people[0]
    )
    extension = f" 分機 {person.ext}" if person.ext else ""
    return {
        "who": f"{contact.organisation} {person.name}",
        "phone": f"{person.phone}{extension}",
        "link": telephone_link(person),
    }


def _json_page(path: str, value: Any) -> Page:
    return Page(path=path, content=to_json(value))
