"""Eligibility against the shared table, and what the matching page asks."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from catalogue.eligibility import (
    CERTAIN,
    OTHER_INDUSTRY,
    UNCERTAIN,
    Firm,
    Verdict,
    best_verdict,
    judge_criterion,
    judge_service,
)
from catalogue.matching import NEEDS, OTHER_NEED, needs_of, questions
from catalogue.model import Catalogue, Criterion, Industry, RollingWindow, Service, Test
from catalogue.validation import load_catalogue
from catalogue.vocabulary import ServiceType
from tests.sample import CONTENT, MEASURE, write_content

VECTORS = json.loads((Path(__file__).parent / "vectors" / "eligibility.json").read_text())


def firm_of(answers: dict[str, Any]) -> Firm:
    return Firm(**answers | {"industries": tuple(answers.get("industries", ()))})


def criterion_of(test: dict[str, Any] | None) -> Criterion:
    # As JSON, which has no tuples: the model takes nothing for them in Python.
    found = None if test is None else Test.model_validate_json(json.dumps(test))
    return Criterion(text="條件", test=found)


def service_of(tests: list[dict[str, Any] | None]) -> Service:
    kind = ServiceType(id="grants", name="輔導補助", summary="出錢")
    return Service.model_construct(
        type=kind,
        offer="補助",
        eligibility=tuple(map(criterion_of, tests)),
        windows=(RollingWindow(kind="rolling"),),
    )


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.mark.parametrize("case", VECTORS["criteria"], ids=lambda case: case["name"])
def test_criteria_of_the_table(case: dict[str, Any]) -> None:
    found = judge_criterion(criterion_of(case["test"]), firm_of(case["firm"]))
    assert (found.verdict, list(found.because)) == (case["verdict"], case["because"])


@pytest.mark.parametrize("case", VECTORS["services"], ids=lambda case: case["name"])
def test_services_of_the_table(case: dict[str, Any]) -> None:
    assert judge_service(service_of(case["tests"]), firm_of(case["firm"])) == case["verdict"]


@pytest.mark.parametrize("case", VECTORS["measures"], ids=lambda case: case["verdict"])
def test_measures_of_the_table(case: dict[str, Any]) -> None:
    assert best_verdict(map(Verdict, case["services"])) == case["verdict"]


def test_every_service_is_to_ask_about_while_nothing_is_answered(catalogue: Catalogue) -> None:
    verdicts = {judge_service(s, Firm()) for m in catalogue.measures for s in m.services}
    assert verdicts == {Verdict.ASK}


def test_industry_tables_name_industries_and_do_not_contradict_each_other() -> None:
    known = {*get_args(Industry), OTHER_INDUSTRY}
    for table in (CERTAIN, UNCERTAIN):
        assert set(table) <= known
        assert {word for words in table.values() for word in words} <= known
    for own in known:
        certain, uncertain = {own, *CERTAIN.get(own, ())}, set(UNCERTAIN.get(own, ()))
        assert certain & uncertain == set(), own


def test_needs_name_what_the_vocabulary_has(catalogue: Catalogue) -> None:
    """An id that an editor renames would silently lose its services."""
    vocabulary = catalogue.vocabulary
    types = {kind.id for kind in vocabulary.service_types}
    groups = {c.id for c in vocabulary.categories}
    groups |= {s.id for c in vocabulary.categories for s in c.subcategories}
    for need in NEEDS:
        assert need.types <= types, need.id
        assert need.groups <= groups, need.id


def test_every_real_service_answers_an_everyday_need(catalogue: Catalogue) -> None:
    types = [(m, type_id) for m in catalogue.measures for type_id in m.facts.service_types]
    found = {need for measure, type_id in types for need in needs_of(measure, type_id)}
    assert found == {need.id for need in NEEDS}
    assert OTHER_NEED not in questions(catalogue).needs


def test_only_what_measures_test_is_asked(tmp_path: Path) -> None:
    tested = MEASURE.replace(
        "      - text: 有工廠登記\n",
        "      - {text: 有工廠登記, test: {factory: true}}\n"
        "      - {text: 200 人以下的製造業, test: {industry: [製造業], employees: {max: 200}}}\n",
    )
    untested = MEASURE.replace("number: 1", "number: 2").replace("測試措施", "另一措施")
    found = questions(load_catalogue(write_content(tmp_path, one=tested, two=untested)))
    assert found.asked == {
        "industry": 1,
        "honour": 0,
        "employees": 1,
        "capital": 0,
        "revenue": 0,
        "factory": 1,
    }
    assert [need.name for need in found.needs] == ["經費補助", "研發新產品"]


def test_a_need_has_to_be_chosen_of_a_catalogue_too_large_to_compare(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.matching.WHOLE", 42)
    assert not questions(catalogue).by_need
    monkeypatch.setattr("catalogue.matching.WHOLE", 41)
    assert questions(catalogue).by_need
