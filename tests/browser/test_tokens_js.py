"""tokens.js against the examples of tokens.py, and against tokens.py itself on random text.

Only this module is served, so the test needs no built site.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from catalogue.tokens import QUERY_LIMIT, VARIANTS, query_terms, reading_grams, tokenize
from tests.browser.serving import serve
from tests.test_tokens import MIXED, VECTORS, written

TOKENS_JS = Path(__file__).parents[2] / "templates" / "assets" / "js" / "tokens.js"

# One call for many texts: [[[token, place, kind] of each token of the text] of each text].
TOKENIZE = """async ([texts, classes]) => {
  const { parseVariants, tokenize } = await import("./tokens.js");
  const variants = parseVariants(classes);
  return texts.map((text) =>
    tokenize(text, variants).map(({ text: token, start, end, kind }) =>
      [token, text.slice(start, end), kind]));
}"""
# ... and for queries, each phrase in the form of Phrase's fields.
QUERY = """async ([queries, classes]) => {
  const { parseVariants, queryTerms } = await import("./tokens.js");
  const variants = parseVariants(classes);
  return queries.map((query) => queryTerms(query, variants).map(({ readings, quoted }) =>
    [readings.map((terms) => terms.map(({ text, match }) => [text, match])), quoted]));
}"""
# ... and what of each reading is looked for in the index.
LOOK_UP = """async ([queries, classes]) => {
  const { parseVariants, queryTerms, readingGrams } = await import("./tokens.js");
  const variants = parseVariants(classes);
  return queries.map((query) => queryTerms(query, variants).flatMap(({ readings }) =>
    readings.map((terms) => readingGrams(terms).map(({ text, match }) => [text, match]))));
}"""


@pytest.fixture(scope="module")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tokens")
    shutil.copy(TOKENS_JS, folder)
    (folder / "index.html").write_text("<!doctype html><title>tokens</title>", encoding="utf-8")
    with serve(folder) as home:
        yield home


@pytest.fixture
def tokens_page(page: Page) -> Page:
    page.goto("./")
    return page


def in_javascript(page: Page, function: str, texts: list[str]) -> Any:
    return page.evaluate(function, [texts, str(VARIANTS)])


def test_tokens(tokens_page: Page) -> None:
    vectors = VECTORS["tokens"]
    answers = in_javascript(tokens_page, TOKENIZE, [vector["text"] for vector in vectors])
    for vector, tokens in zip(vectors, answers, strict=True):
        assert " ".join(text for text, *_ in tokens) == vector["tokens"], vector["name"]
        if "places" in vector:
            assert [place for _, place, _ in tokens] == vector["places"], vector["name"]


def test_queries(tokens_page: Page) -> None:
    vectors = VECTORS["queries"]
    answers = in_javascript(tokens_page, QUERY, [vector["query"] for vector in vectors])
    for vector, phrases in zip(vectors, answers, strict=True):
        assert phrases == plain(query_terms(vector["query"])), vector["name"]
        assert [written(p) for p in query_terms(vector["query"])] == vector["phrases"]


def test_lookups(tokens_page: Page) -> None:
    vectors = VECTORS["lookups"]
    answers = in_javascript(tokens_page, LOOK_UP, [vector["query"] for vector in vectors])
    for vector, readings in zip(vectors, answers, strict=True):
        assert readings == lookups(vector["query"]), vector["name"]


def test_the_limit_of_a_query_is_the_same(tokens_page: Page) -> None:
    limit = tokens_page.evaluate("import('./tokens.js').then((module) => module.QUERY_LIMIT)")
    assert limit == QUERY_LIMIT


# A few hundred texts go to the browser in one call, so one example here is a list of them.
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(MIXED, min_size=100, max_size=200))
def test_both_implementations_agree_on_any_text(tokens_page: Page, texts: list[str]) -> None:
    tokens = in_javascript(tokens_page, TOKENIZE, texts)
    queries = in_javascript(tokens_page, QUERY, texts)
    looked_up = in_javascript(tokens_page, LOOK_UP, texts)
    for text, found, phrases, wanted in zip(texts, tokens, queries, looked_up, strict=True):
        expected = [[t.text, text[t.start : t.end], t.kind] for t in tokenize(text)]
        assert found == expected, repr(text)
        assert phrases == plain(query_terms(text)), repr(text)
        assert wanted == lookups(text), repr(text)


def lookups(query: str) -> Any:
    readings = [terms for phrase in query_terms(query) for terms in phrase.readings]
    return plain([reading_grams(terms) for terms in readings])


def plain(value: Any) -> Any:
    """Tuples as the lists that they become on their way through JSON."""
    return json.loads(json.dumps(value))
