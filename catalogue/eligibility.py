"""Criteria and what a firm says of itself in; met, not met, or ask the agency, out. Pure.

The specification of the matching page. The same rules run in the reader's browser
(`templates/assets/js/eligibility.js`), and both are held to `tests/vectors/eligibility.json`.

- A criterion without a machine-readable test, or whose question the firm left open, is ASK: what
  is unknown is never met, and never not met.
- All keys of a test must hold: one that surely fails makes the criterion NOT_MET, else one that
  is uncertain makes it ASK. With `any`, one is enough: one that holds makes it MET, else one that
  is uncertain makes it ASK.
- A service is NOT_MET if one criterion is, MET if all are and there is one, else ASK.
- A measure has the best of its services.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.model import Criterion, Industry, Range, Service, Test


class Verdict(StrEnum):
    """In order of preference: a measure has the best of its services."""

    MET = "met"
    ASK = "ask"
    NOT_MET = "not_met"


NO_HONOUR = "none"
"""Neither 卓越中堅企業 nor 潛力中堅企業 yet."""
OTHER_INDUSTRY = "other"
"""None of the industries that measures name (farming, building, finance …)."""

CERTAIN: Mapping[str, tuple[Industry, ...]] = {
    "技術服務業": ("服務業",),
    "批發零售業": ("服務業",),
    "餐飲業": ("服務業",),
    "物流業": ("服務業",),
    "流通服務業": ("服務業",),
}
"""What a firm of one industry surely counts as besides: every kind of service is a 服務業
(行政院主計總處行業標準分類, sections G to S)."""

UNCERTAIN: Mapping[str, tuple[Industry, ...]] = {
    # The broad word: a firm that ticked nothing narrower may still be any of these.
    "服務業": (
        "技術服務業",
        "批發零售業",
        "餐飲業",
        "物流業",
        "電子商務業",
        "文化創意產業",
        "網際網路業",
        "流通服務業",
    ),
    "流通服務業": ("批發零售業", "餐飲業", "物流業", "電子商務業"),
    "批發零售業": ("流通服務業", "電子商務業", "文化創意產業"),
    "餐飲業": ("流通服務業", "電子商務業"),
    "物流業": ("流通服務業",),
    # Words that cut across the others, or that a law defines more narrowly than everyday speech.
    "電子商務業": (
        "服務業",
        "技術服務業",
        "批發零售業",
        "流通服務業",
        "網際網路業",
        "文化創意產業",
    ),
    "網際網路業": ("服務業", "技術服務業", "電子商務業", "文化創意產業"),
    "文化創意產業": (
        "製造業",
        "服務業",
        "技術服務業",
        "批發零售業",
        "電子商務業",
        "網際網路業",
    ),
    "技術服務業": ("文化創意產業", "網際網路業", "電子商務業"),
    "製造業": ("文化創意產業",),
    "園區科學工業": ("製造業", "服務業", "技術服務業"),
    OTHER_INDUSTRY: ("服務業", "技術服務業", "文化創意產業"),
}
"""What a firm of one industry may count as, depending on whom one asks. Pairs in neither table
are certainly not so: a reader ticks every line of business that the firm has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Firm:
    """What a reader says of a firm; None (or no industry) where a question was left open.

    `employees` counts people, `capital` and `revenue` are New Taiwan dollars. `factory` is "yes"
    (registered), "no", or "exempt" (依法免辦).
    """

    industries: tuple[str, ...] = ()
    honour: str | None = None
    factory: str | None = None
    employees: int | None = None
    capital: int | None = None
    revenue: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A verdict on one criterion, and the keys of its test that decided it."""

    verdict: Verdict
    because: tuple[str, ...] = ()


def judge_criterion(criterion: Criterion, firm: Firm) -> Judgement:
    """The verdict on one criterion; `because` is empty where there is no test."""
    if criterion.test is None:
        return Judgement(verdict=Verdict.ASK)
    verdicts = _judge_keys(criterion.test, firm)
    if not verdicts:
        return Judgement(verdict=Verdict.ASK)
    combine = best_verdict if criterion.test.any else _worst
    verdict = combine(verdicts.values())
    return Judgement(
        verdict=verdict, because=tuple(key for key, found in verdicts.items() if found is verdict)
    )


def judge_service(service: Service, firm: Firm) -> Verdict:
    """The verdict on a service: ASK where it states no criteria."""
    verdicts = [judge_criterion(criterion, firm).verdict for criterion in service.eligibility]
    return _worst(verdicts) if verdicts else Verdict.ASK


def best_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """The best of several, as a measure has it of its services; there is at least one."""
    return min(verdicts, key=list(Verdict).index)


def _judge_keys(test: Test, firm: Firm) -> dict[str, Verdict]:
    found = {}
    if test.industry is not None:
        found["industry"] = _judge_industry(test.industry, firm.industries)
    if test.honour is not None:
        found["honour"] = _judge_honour(test.honour, firm.honour)
    if test.factory is not None:
        found["factory"] = _judge_factory(test.factory, firm.factory)
    if test.factory_or_exempt is not None:
        found["factory_or_exempt"] = _judge_factory_or_exempt(firm.factory)
    for key, wanted, number in (
        ("employees", test.employees, firm.employees),
        ("capital", test.capital, firm.capital),
        ("revenue", test.revenue, firm.revenue),
    ):
        if wanted is not None:
            found[key] = _judge_number(wanted, number)
    return found


def _judge_industry(wanted: tuple[Industry, ...], chosen: tuple[str, ...]) -> Verdict:
    if not chosen:
        return Verdict.ASK
    if any(word in (own, *CERTAIN.get(own, ())) for own in chosen for word in wanted):
        return Verdict.MET
    if any(word in UNCERTAIN.get(own, ()) for own in chosen for word in wanted):
        return Verdict.ASK
    return Verdict.NOT_MET


def _judge_honour(wanted: tuple[str, ...], honour: str | None) -> Verdict:
    if honour in wanted:
        return Verdict.MET
    # A firm that won the higher honour may have been chosen for the lower one before.
    if honour is None or (honour == "卓越中堅企業" and "潛力中堅企業" in wanted):
        return Verdict.ASK
    return Verdict.NOT_MET


def _judge_factory(wanted: bool, factory: str | None) -> Verdict:
    # Whether proof of exemption does instead of a registration is for the agency to say.
    if factory not in ("yes", "no"):
        return Verdict.ASK
    return Verdict.MET if (factory == "yes") == wanted else Verdict.NOT_MET


def _judge_factory_or_exempt(factory: str | None) -> Verdict:
    if factory is None:
        return Verdict.ASK
    return Verdict.MET if factory in ("yes", "exempt") else Verdict.NOT_MET


def _judge_number(wanted: Range, number: int | None) -> Verdict:
    if number is None or (wanted.min is None and wanted.max is None):
        return Verdict.ASK
    is_inside = (wanted.min is None or number >= wanted.min) and (
        wanted.max is None or number <= wanted.max
    )
    return Verdict.MET if is_inside else Verdict.NOT_MET


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max(verdicts, key=[Verdict.MET, Verdict.ASK, Verdict.NOT_MET].index)
