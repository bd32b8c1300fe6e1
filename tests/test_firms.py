"""Invented firms, judged by hand from the handbook (`matching/firms.yml`), and by the program."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.eligibility import Firm, Verdict, best_verdict, judge_service
from catalogue.model import Catalogue
from catalogue.validation import load_catalogue
from tests.sample import CONTENT

JUDGED = yaml.safe_load((Path(__file__).parent / "matching" / "firms.yml").read_text("utf-8"))
FIRMS: Mapping[str, Mapping[str, Any]] = JUDGED["firms"]
CLOSED: Mapping[date, list[str]] = JUDGED["closed"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


def firm_of(answers: Mapping[str, Any]) -> Firm:
    return Firm(**{**answers, "industries": tuple(answers.get("industries", ()))})


def decided(firm: Mapping[str, Any]) -> dict[str, str]:
    """Measure -> verdict, of those that the handbook decides; the rest are to ask about."""
    return {
        measure: verdict
        for verdict in ("met", "not_met")
        for group in firm[verdict]
        for measure in JUDGED["groups"][group]["measures"]
    }


@pytest.mark.parametrize("name", FIRMS)
def test_no_yes_and_no_no_that_the_handbook_does_not_give(name: str, catalogue: Catalogue) -> None:
    own = firm_of(FIRMS[name]["answers"])
    found = {
        m.id: best_verdict(judge_service(service, own) for service in m.services).value
        for m in catalogue.measures
    }
    assert {i: v for i, v in found.items() if v != Verdict.ASK} == decided(FIRMS[name])


def test_what_a_firm_leaves_open_never_makes_a_yes(catalogue: Catalogue) -> None:
    """Of each firm, take one answer away: nothing may become met, and nothing not met."""
    services = [(m.id, s) for m in catalogue.measures for s in m.services]
    for name, firm in FIRMS.items():
        whole = firm_of(firm["answers"])
        for key in firm["answers"]:
            less = firm_of({k: v for k, v in firm["answers"].items() if k != key})
            for measure, service in services:
                verdict = judge_service(service, less)
                assert verdict in (Verdict.ASK, judge_service(service, whole)), (name, key, measure)


def test_the_firms_are_of_every_kind(catalogue: Catalogue) -> None:
    """Each answer that the questionnaire has is given by some firm; groups name measures."""
    answers = [firm["answers"] for firm in FIRMS.values()]
    assert len(FIRMS) == 24
    assert {word for a in answers for word in a.get("industries", ())} == {
        "製造業",
        "技術服務業",
        "服務業",
        "批發零售業",
        "餐飲業",
        "物流業",
        "電子商務業",
        "文化創意產業",
        "網際網路業",
        "流通服務業",
        "園區科學工業",
        "other",
    }
    assert {a.get("honour") for a in answers} == {"卓越中堅企業", "潛力中堅企業", "none", None}
    assert {a.get("factory") for a in answers} == {"yes", "no", "exempt", None}
    named = {m for group in JUDGED["groups"].values() for m in group["measures"]}
    assert named <= {measure.id for measure in catalogue.measures}
