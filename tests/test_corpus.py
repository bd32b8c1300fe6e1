"""The benchmarks' corpus: valid, distinct, the same everywhere, of every vocabulary."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.corpus import CONTENT, measure_text, touch, write_corpus
from bench.invention import STRIDE
from bench.mixing import SENTENCES, TITLES
from catalogue.model import Catalogue
from catalogue.validation import load_catalogue, load_vocabulary

COUNT = 300


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "content"
    write_corpus(out, COUNT)
    return out


@pytest.fixture(scope="module")
def catalogue(corpus: Path) -> Catalogue:
    return load_catalogue(corpus)


def test_is_a_valid_catalogue_of_distinct_measures(catalogue: Catalogue) -> None:
    assert [measure.number for measure in catalogue.measures] == list(range(1, COUNT + 1))
    assert len({measure.title for measure in catalogue.measures}) == COUNT


def test_uses_every_vocabulary(catalogue: Catalogue) -> None:
    measures, vocabulary = catalogue.measures, catalogue.vocabulary
    services = [service for measure in measures for service in measure.services]
    assert {agency for measure in measures for agency in measure.agencies} == set(
        vocabulary.agencies
    )
    assert {measure.subcategory for measure in measures} == set(vocabulary.subcategories)
    assert {service.type for service in services} == set(vocabulary.service_types)
    kinds = {window.kind for measure in measures for window in measure.windows}
    assert kinds == {"fixed", "annual", "rolling", "announced", "unstated"}
    tests = {
        key
        for service in services
        for criterion in service.eligibility
        if criterion.test
        for key in criterion.test.model_dump(exclude_none=True)
    }
    assert tests == {"industry", "honour", "factory", "employees", "capital", "revenue"}


def test_bodies_are_long_and_share_few_sentences(catalogue: Catalogue) -> None:
    bodies = [measure.body for measure in catalogue.measures]
    assert all(600 <= len(body) <= 900 for body in bodies)
    sentences = [s for body in bodies for s in re.split(r"[。\n]", body) if len(s) > 20]
    assert len(set(sentences)) > 0.8 * len(sentences)


def test_every_title_is_met_once() -> None:
    assert TITLES % STRIDE != 0  # STRIDE is a prime: no other common divisor
    assert all(STRIDE % divisor for divisor in range(2, 1001))
    assert TITLES > 1_000_000


def test_a_measure_is_the_same_whatever_stands_beside_it(corpus: Path) -> None:
    vocabulary = load_vocabulary(CONTENT)
    name, text = measure_text(217, vocabulary)
    assert (name, text.splitlines()[2]) == (
        "wholesale-crafts-217",
        "title: 高雄批發業工藝傳承躍升計畫",
    )
    assert (corpus / "measures" / f"{name}.md").read_text(encoding="utf-8") == text


def test_another_seed_is_another_corpus() -> None:
    vocabulary = load_vocabulary(CONTENT)
    assert measure_text(1, vocabulary, seed=1)[1] != measure_text(1, vocabulary, seed=2)[1]


def test_touching_changes_facts_and_nothing_else(tmp_path: Path) -> None:
    write_corpus(tmp_path / "content", 5)
    path = next(tmp_path.glob("content/measures/*-3.md"))
    before = path.read_text(encoding="utf-8")
    touch(path)
    after = path.read_text(encoding="utf-8")
    changed = set(_keys(before, after))
    assert {"summary", "twd"} <= changed
    assert not changed & {"number", "title", "subcategory", "agencies", "type", "organisation"}
    touch(path, revision=0)
    assert path.read_text(encoding="utf-8") == before


def _keys(before: str, after: str) -> Iterator[str]:
    """The keys of the lines of front matter that are not in both texts."""
    lines = (set(text.split("\n---\n")[0].splitlines()) for text in (before, after))
    first, second = lines
    for line in first ^ second:
        yield line.strip(" -").partition(":")[0]


def test_touching_another_seeds_measure_is_refused(tmp_path: Path) -> None:
    write_corpus(tmp_path / "content", 1, seed=1)
    path = next(tmp_path.glob("content/measures/*.md"))
    with pytest.raises(ValueError, match="is not measure 1 of seed 8"):
        touch(path)


def test_slots_have_something_to_fill_them(catalogue: Catalogue) -> None:
    assert not any("{" in measure.body for measure in catalogue.measures)
    assert not [line for lines in SENTENCES.values() for line in lines if not line.strip()]
