"""The floor of search: the judged queries of tests/search, on the built site, in the browser."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.search.judged import (
    ASK_PAGE,
    everyday_queries,
    literal_queries,
    published_texts,
    truth,
)

LITERAL_RECALL = 1.0
LITERAL_PRECISION = 0.99
EVERYDAY_SUCCESS = 0.98
"""The share of everyday queries that have a right measure among the first FIRST."""
FIRST = 5
TRANSFER = {"補助": 75_000, "員工上課可以補助嗎": 95_000}
"""Bytes of scripts and data until the first results, from an empty cache."""

ASK_ENGINE = """
async (queries) => {
  const { loadIndex } = await import(new URL("../assets/js/search-index.js", location));
  const { SearchEngine } = await import(new URL("../assets/js/search-engine.js", location));
  const index = await loadIndex(new URL("./", location).href);
  const engine = new SearchEngine(index);
  const answers = [];
  for (const query of queries) {
    const answer = await engine.search(query);
    const matches = answer?.kind === "all" ? answer.matches : [];
    const texts = await Promise.all(matches.map(({ page }) => index.text(page)));
    answers.push(texts.map(({ id }) => id));
  }
  return answers;
}
"""


@pytest.fixture(scope="module")
def texts(built_site: Path) -> dict[str, str]:
    return published_texts(built_site)


def ask(page: Page, query: str) -> list[str]:
    """Type a query; the ids of the measures shown, as a reader sees them from top to bottom."""
    page.fill("#q", query)
    expect(page.locator("#search-status")).to_contain_text(f"「{query}」")
    addresses = page.locator("#search-results .card-title a, #search-related .card-title a")
    links = addresses.evaluate_all("links => links.map((link) => link.href)")
    return [link.split("/")[-2] for link in links]


def test_the_judged_set_is_large_and_asks_for_measures_there_are(texts: dict[str, str]) -> None:
    literal, everyday = literal_queries(), everyday_queries()
    assert len(literal) == len(set(literal)) >= 100
    assert len({entry.query for entry in everyday}) == len(everyday) >= 60
    assert [query for query in literal if not truth(query, texts)] == []
    assert {name for entry in everyday for name in entry.right} <= set(texts)
    assert [entry.query for entry in everyday if not (entry.right and entry.reason)] == []


def test_literal_queries_find_the_pages_that_say_so(page: Page, texts: dict[str, str]) -> None:
    queries = literal_queries()
    page.goto("search/")
    found = dict(zip(queries, map(set, page.evaluate(ASK_ENGINE, queries)), strict=True))
    wanted = {query: truth(query, texts) for query in queries}

    right = sum(len(found[query] & wanted[query]) for query in queries)
    missing = {query: wanted[query] - found[query] for query in queries}
    extra = {query: found[query] - wanted[query] for query in queries}
    recall = right / sum(map(len, wanted.values()))
    precision = right / sum(map(len, found.values()))
    assert recall >= LITERAL_RECALL, {query: names for query, names in missing.items() if names}
    assert precision >= LITERAL_PRECISION, {query: names for query, names in extra.items() if names}


def test_the_page_shows_what_the_engine_finds(page: Page, texts: dict[str, str]) -> None:
    page.goto("search/")
    for query in literal_queries()[::8]:
        wanted = truth(query, texts)
        shown = ask(page, query)
        expect(page.locator("#search-status")).to_contain_text(f"找到 {len(wanted)} 項措施")
        assert set(shown[: len(wanted)]) <= wanted, query


def test_everyday_queries_find_the_right_measure_among_the_first(page: Page) -> None:
    page.goto("search/")
    entries = everyday_queries()
    answers = page.evaluate(ASK_PAGE, [entry.query for entry in entries])
    shown = {
        entry.query: [address.split("/")[-2] for address in answer["all"]]
        for entry, answer in zip(entries, answers, strict=True)
    }
    failed = {
        entry.query: (shown[entry.query][:FIRST], entry.reason)
        for entry in entries
        if not set(shown[entry.query][:FIRST]) & set(entry.right)
    }
    assert [query for query, names in shown.items() if not names] == []
    assert len(failed) <= (1 - EVERYDAY_SUCCESS) * len(entries), failed


@pytest.mark.parametrize(("query", "most"), TRANSFER.items())
def test_the_first_results_need_little(page: Page, query: str, most: int) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto("search/")
    ask(page, query)
    # What finds the site's other pages is fetched after the results stand there.
    later = ("search/pages/", "js/site-pages.js", "js/pagefind-words.js")
    fetched = [
        response
        for response in responses
        if response.url.endswith((".js", ".json", ".bin"))
        and not any(part in response.url for part in later)
    ]
    assert sum(map(sent, fetched)) <= most
    assert any(response.url.endswith(".bin") for response in fetched)


def sent(response: Response) -> int:
    """Bytes as GitHub Pages sends them: scripts and JSON in gzip, chunks as they are."""
    body = response.body()
    return len(body) if response.url.endswith(".bin") else len(gzip.compress(body, 6))
