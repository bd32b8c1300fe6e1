"""The catalogue in; the questions of the matching page, out.

A large catalogue has too many measures to send them all to a reader: then the page asks for a need,
and `matching_data` publishes the measures by need.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import get_args

from catalogue.eligibility import OTHER_INDUSTRY
from catalogue.model import Catalogue, Industry, Measure

WHOLE = 500
"""Measures that are compared all together, whatever the reader needs."""

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
    by_need: bool
    """Whether the reader has to choose a need."""


def questions(catalogue: Catalogue) -> Questions:
    places = {
        (type_id, measure.category.id, measure.subcategory.id)
        for measure in catalogue.measures
        for type_id in measure.facts.service_types
    }
    offered = {need for place in places for need in _needs_of(*place)}
    tested: Counter[str] = Counter()
    for measure in catalogue.measures:
        tested.update({QUESTION_OF[key] for key in measure.facts.tested if key in QUESTION_OF})
    return Questions(
        needs=tuple(need for need in (*NEEDS, OTHER_NEED) if need.id in offered),
        industries=get_args(Industry),
        other_industry=OTHER_INDUSTRY,
        asked={question: tested[question] for question in QUESTION_OF.values()},
        by_need=is_by_need(catalogue),
    )


def is_by_need(catalogue: Catalogue) -> bool:
    """Whether the catalogue is too large to compare all of it."""
    return len(catalogue.measures) > WHOLE


def needs_of(measure: Measure, type_id: str) -> tuple[str, ...]:
    """The ids of the needs that a service of a type may be an answer to; at least one."""
    return _needs_of(type_id, measure.category.id, measure.subcategory.id)


@cache
def _needs_of(type_id: str, *group_ids: str) -> tuple[str, ...]:
    found = tuple(
        need.id for need in NEEDS if type_id in need.types or not need.groups.isdisjoint(group_ids)
    )
    return found or (OTHER_NEED.id,)
