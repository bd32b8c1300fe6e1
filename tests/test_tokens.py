"""catalogue/tokens.py against its examples, and what must hold of any text.

The same examples run against tokens.js in tests/browser/test_tokens_js.py.
"""

import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.tokens import (
    JOINER,
    VARIANTS,
    Phrase,
    Term,
    Variants,
    grams,
    query_terms,
    reading_grams,
    tokenize,
)

VECTORS = json.loads(Path(__file__).with_name("vectors").joinpath("tokens.json").read_text("utf-8"))
SUFFIX = {"whole": "", "prefix": "*", "open": "?"}


def written(phrase: Phrase) -> str:
    """The phrase the way the vectors write it."""
    readings = [" ".join(map(written_term, terms)) for terms in phrase.readings]
    return ("「{}」" if phrase.quoted else "{}").format(" / ".join(readings))


def written_term(term: Term) -> str:
    return term.text + SUFFIX[term.match]


def names(vectors: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


@pytest.mark.parametrize("vector", names(VECTORS["tokens"]))
def test_tokens(vector: dict[str, Any]) -> None:
    text = vector["text"]
    tokens = tokenize(text)
    assert [token.text for token in tokens] == vector["tokens"].split()
    if "places" in vector:
        assert [text[token.start : token.end] for token in tokens] == vector["places"]


@pytest.mark.parametrize("vector", names(VECTORS["queries"]))
def test_queries(vector: dict[str, Any]) -> None:
    assert [written(phrase) for phrase in query_terms(vector["query"])] == vector["phrases"]


@pytest.mark.parametrize("vector", names(VECTORS["grams"]))
def test_grams(vector: dict[str, Any]) -> None:
    assert grams(vector["text"]) == set(vector["grams"].split())


@pytest.mark.parametrize("vector", names(VECTORS["lookups"]))
def test_lookups(vector: dict[str, Any]) -> None:
    readings = [terms for phrase in query_terms(vector["query"]) for terms in phrase.readings]
    found = [[written_term(gram) for gram in reading_grams(terms)] for terms in readings]
    assert found == vector["grams"]


def test_each_vector_has_a_name_of_its_own() -> None:
    for vectors in (VECTORS[part] for part in ("tokens", "grams", "lookups", "queries")):
        assert len({vector["name"] for vector in vectors}) == len(vectors)
    assert len(VECTORS["tokens"] + VECTORS["queries"]) >= 60


# ---- Any text ----

MIXED = st.text(
    st.one_of(
        st.sampled_from(
            "中堅企業补助台臺发髮制製后里國国㍿㈱①½ﬁΣςİ\u1112\u1161\u11ab한𠮷々〇ーガｶﾞㄅ"
        ),
        st.sampled_from('aAbB09.,，．+＋-_%「」"“” \u3000\n\t\u200b\u00ad\ufe0f\u0301\u3099'),
        st.characters(exclude_categories=("Cn", "Co")),
    ),
    max_size=40,
)


@given(MIXED)
def test_a_token_is_found_again_in_the_place_it_names(text: str) -> None:
    for token in tokenize(text):
        assert token.text in [t.text for t in tokenize(text[token.start : token.end])]


@given(MIXED)
def test_places_do_not_go_back(text: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    assert [t.end for t in tokens] == sorted(t.end for t in tokens)


@given(MIXED)
def test_tokens_are_lower_case_and_without_spaces(text: str) -> None:
    for token in tokenize(text):
        assert token.text
        assert not re.search(r"\s", token.text)
        assert token.text == token.text.lower()


@given(MIXED, MIXED)
def test_whatever_is_quoted_from_a_text_is_found_in_it(before: str, after: str) -> None:
    passage = "輔導 CITD 生產力4.0，補助"
    tokens = [token.text for token in tokenize(f"{before} {passage}{after}")]
    (phrase,) = query_terms(f"「{passage}」")
    wanted = [term.text for term in phrase.readings[0]]
    followed = after[:1] and (unicodedata.category(after[0])[0] == "M" or after[0] in "ﾞﾟ")
    assert followed or any(tokens[i : i + len(wanted)] == wanted for i in range(len(tokens)))


@given(MIXED)
def test_grams_are_the_tokens_and_the_borders_between_them(text: str) -> None:
    tokens = tokenize(text)
    found = grams(text)
    borders = {gram for gram in found if JOINER in gram}
    assert found - borders == {token.text for token in tokens}
    words = ("number", "word")
    pairs = pairwise(tokens)
    assert len(borders) <= sum(a.kind in words or b.kind in words for a, b in pairs)


@given(MIXED, MIXED)
def test_whatever_stands_in_a_text_has_its_grams_there(before: str, after: str) -> None:
    passage = "輔導 CITD 生產力4.0，補助"
    followed = after[:1] and (unicodedata.category(after[0])[0] == "M" or after[0] in "ﾞﾟ")
    (phrase,) = query_terms(f"「{passage}」")
    wanted = {gram.text for gram in reading_grams(phrase.readings[0])}
    assert followed or wanted <= grams(f"{before} {passage}{after}")


@given(st.text())
def test_no_query_is_an_error(query: str) -> None:
    for phrase in query_terms(query):
        assert all(phrase.readings)


# ---- Variants ----


def test_no_character_is_in_two_classes() -> None:
    characters = "".join(VARIANTS.classes)
    assert len(set(characters)) == len(characters)


def test_classes_restricted_to_an_index_change_none_of_its_tokens() -> None:
    text = "臺灣製造業的補助與計畫"
    tokens = [token.text for token in tokenize(text)]
    restricted = VARIANTS.restricted_to(tokens)
    assert len(restricted.classes) < 20
    for spelling in (text, "台灣制造業的補助與計劃", "台湾制造业的补助与计画"):
        assert [token.text for token in tokenize(spelling, restricted)] == tokens
    assert str(restricted) == " ".join(restricted.classes)


def test_without_classes_nothing_is_folded() -> None:
    assert [token.text for token in tokenize("台灣", Variants(()))] == ["台灣", "灣"]


SIMPLIFIED = {
    "补助": "補助",
    "贷款": "貸款",
    "海外参展": "海外參展",
    "生产力4.0": "生產力4.0",
    "计划": "計畫",
    "节能减碳": "節能減碳",
    "制造业": "製造業",
    "人才发展": "人才發展",
    "雇主": "僱主",
    "标准": "標準",
    "联系窗口": "聯繫窗口",
    "供应链": "供應鏈",
    "淬炼": "淬鍊",
    "汇率": "匯率",
    "复审": "複審",
    "征才": "徵才",
    "周边": "週邊",
    "了解": "瞭解",
    "参与": "參與",
    "台湾精品": "臺灣精品",
}


@pytest.mark.parametrize(("simplified", "traditional"), SIMPLIFIED.items())
def test_simplified_queries_ask_for_the_traditional_text(simplified: str, traditional: str) -> None:
    assert query_terms(simplified) == query_terms(traditional)
