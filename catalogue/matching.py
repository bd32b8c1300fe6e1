"""The catalogue in; the questions of the matching page, and what the browser needs of it, out.

Published under `match/`:

- `measures.json`: per measure its services with their needs, windows and criteria; and the tables
  of `eligibility` that say which industry counts as which;
- `names.json`: every measure's title by id, and the id that each old id (alias) stands for now,
  for shortlists that were kept before a measure was renamed or removed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, get_args

from pydantic_core import to_json

from catalogue import urls
from catalogue.eligibility import CERTAIN, OTHER_INDUSTRY, UNCERTAIN
from catalogue.model import Catalogue, Industry, Measure, Service
from catalogue.publication import Page
from catalogue.schedule import compact_window
from catalogue.tasks import Task, task
from catalogue.views import telephone_link

QUESTION_OF = {
    "industry": "industry",
    "honour": "honour",
    "employees": "employees",
    "capital": "capital",
    "revenue": "revenue",
    "factory": "factory",
    "factory_or_exempt": "factory",
}
"""Key of a test -> the question that it looks at the answer of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What a firm may need, in everyday words, and the services that may be an answer to it.

    A service is one if its type, or its measure's category or subcategory, is among the ids.
    """

    id: str
    name: str
    types: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


NEEDS = (
    Need(id="loans", name="借錢、周轉", types=frozenset({"loans"})),
    Need(id="grants", name="經費補助", types=frozenset({"grants"})),
    Need(id="research", name="研發新產品", groups=frozenset({"technology"})),
    Need(id="training", name="訓練員工", types=frozenset({"training"})),
    Need(
        id="people",
        name="找人才",
        types=frozenset({"recruitment"}),
        groups=frozenset({"mid-level-skills", "talent-roots", "substitute-service"}),
    ),
    Need(
        id="market",
        name="出國參展、拓展海外市場",
        types=frozenset({"exhibitions", "promotion", "venues"}),
        groups=frozenset({"marketing", "brand-loans"}),
    ),
    Need(id="brand", name="打品牌", groups=frozenset({"branding", "brand-loans"})),
    Need(
        id="patents",
        name="保護專利、智慧財產",
        types=frozenset({"ip-services", "commercialization"}),
        groups=frozenset({"intellectual-property"}),
    ),
    Need(id="environment", name="省電、環保、工安", groups=frozenset({"safety-environment"})),
    Need(
        id="digital",
        name="數位化、升級轉型",
        groups=frozenset({"ict", "e-commerce", "operations", "commercial-services"}),
    ),
    Need(
        id="experts",
        name="請專家到廠、診斷",
        types=frozenset(
            {"site-visits", "consultations", "diagnosis", "strategy", "coaching", "grading"}
        ),
    ),
)
OTHER_NEED = Need(id="other", name="其他協助")
"""For what an editor adds to the vocabulary and nobody has found a place for yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """What the matching page asks: only what some measure has an answer to."""

    needs: tuple[Need, ...]
    industries: tuple[str, ...]
    other_industry: str
    asked: dict[str, int]
    """Question -> number of measures that have a test of its answer; 0 where none has."""


def questions(catalogue: Catalogue) -> Questions:
    offered = {need for m in catalogue.measures for s in m.services for need in needs_of(m, s)}
    tested: Counter[str] = Counter()
    for measure in catalogue.measures:
        tests = (c.test for s in measure.services for c in s.eligibility if c.test is not None)
        tested.update(
            {
                question
                for test in tests
                for key, question in QUESTION_OF.items()
                if getattr(test, key) is not None
            }
        )
    return Questions(
        needs=tuple(need for need in (*NEEDS, OTHER_NEED) if need.id in offered),
        industries=get_args(Industry),
        other_industry=OTHER_INDUSTRY,
        asked={question: tested[question] for question in QUESTION_OF.values()},
    )


def needs_of(measure: Measure, service: Service) -> tuple[str, ...]:
    """The ids of the needs that a service may be an answer to; at least one."""
    return _needs_of(service.type.id, measure.category.id, measure.subcategory.id)


@cache
def _needs_of(type_id: str, *group_ids: str) -> tuple[str, ...]:
    found = tuple(
        need.id for need in NEEDS if type_id in need.types or not need.groups.isdisjoint(group_ids)
    )
    return found or (OTHER_NEED.id,)


def matching_tasks(catalogue: Catalogue) -> Iterator[Task]:
    """The files under `match/` that scripts read."""
    yield task("matching", catalogue.measures, partial(_files, catalogue))


def _files(catalogue: Catalogue) -> Iterator[Page]:
    yield _json_page(
        urls.MATCH_JSON,
        {
            "certain": CERTAIN,
            "uncertain": UNCERTAIN,
            "measures": [matching_measure(measure) for measure in catalogue.measures],
        },
    )
    yield _json_page(
        urls.NAMES_JSON,
        {
            "titles": {measure.id: measure.title for measure in catalogue.measures},
            "aliases": {alias: m.id for m in catalogue.measures for alias in m.aliases},
        },
    )


def matching_measure(measure: Measure) -> dict[str, Any]:
    """What the browser needs to judge, rank and show one measure."""
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "agencies": [agency.name for agency in measure.agencies],
        "preferences": list(dict.fromkeys(p.type for p in measure.preferences)),
        "calendar": bool(measure.events)
        or any(window.kind in ("fixed", "annual") for window in measure.windows),
        "services": [
            {
                "name": service.heading,
                "needs": needs_of(measure, service),
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
