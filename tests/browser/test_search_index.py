"""The index as the browser reads it: what the build wrote, however it is cut up."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalogue import search, search_words, word_index
from catalogue.cache import Cache
from catalogue.model import Catalogue
from catalogue.schedule import Status, compact_window, measure_status
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_words import read_words, word_tasks
from catalogue.segment_shelf import Texts
from catalogue.validation import load_catalogue
from catalogue.views import Views
from tests.browser.serving import serve
from tests.conftest import BASE_PATH, ROOT
from tests.sample import pages_of
from tests.search.judged import everyday_queries, literal_queries

READ = """async () => {
  const { loadIndex } = await import(new URL("../assets/js/search-index.js", location));
  const index = await loadIndex(new URL("./", location).href);
  const { category, agency, service, preference } = await index.columns();
  const titles = await index.titles();
  const windows = await index.windowsOf([...index.numbers.keys()]);
  return Promise.all(titles.map(async (title, page) => ({
    title, id: (await index.text(page)).id, category: category[page], agency: agency[page],
    service: service[page], preference: preference[page], windows: windows[page],
  })));
}"""
ASK = """async (queries) => {
  const { loadIndex } = await import(new URL("../assets/js/search-index.js", location));
  const { SearchEngine } = await import(new URL("../assets/js/search-engine.js", location));
  const index = await loadIndex(new URL("./", location).href);
  const engine = new SearchEngine(index);
  const answers = [];
  for (const query of queries) {
    const { kind, matches, related } = await engine.search(query);
    const ids = [...matches, ...related].map(async ({ page }) => (await index.text(page)).id);
    answers.push([query, kind, await Promise.all(ids)]);
  }
  return [index.vocabulary.shards.length, index.words.firsts.length, answers];
}"""

ORDER = """async ([today, relevances, size]) => {
  const { SearchIndex } = await import(new URL("../assets/js/search-index.js", location));
  const { inOrder } = await import(new URL("../assets/js/search-order.js", location));
  const vocabulary = await (await fetch("index.json")).json();
  const index = new SearchIndex(new URL("./", location).href, vocabulary);
  const matches = relevances.map((relevance, page) => ({ page, relevance, via: [] }));
  const first = await inOrder(index, matches.reverse(), "relevance", today);
  const found = (await first(size)).map(({ page }) => page + 1);
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name);
  const files = fetched.filter((name) => name.includes("/windows/"));
  return [found, files.map((name) => Number(/(\\d+)\\.json/.exec(name)[1])).sort((a, b) => a - b)];
}"""
"""Numbers of the first measures of an order, and which files of windows it took."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "content")


@pytest.fixture(scope="module")
def cut_up_site(
    built_site: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same site with its measures in shards of eight, their windows in files of three, its
    words in segments of five, in buckets as narrow as those of ten thousand and in chunks of 500
    bytes."""
    site = tmp_path_factory.mktemp("cut-up") / "site"
    shutil.copytree(built_site, site)
    texts = {path.relative_to(site).as_posix(): "" for path in site.glob("search/texts/*")}
    for folder in ("0", "windows", "words"):
        shutil.rmtree(site / "search" / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SHARD", 8)
        patch.setattr(search, "WINDOWS", 3)
        patch.setattr(search_words, "SEGMENT", 5)
        patch.setattr(search_words, "bucket_bits", lambda measures: 0)
        patch.setattr(word_index, "CHUNK", 500)
        read = lambda path: (site / path).read_bytes()  # noqa: E731
        words = read_words(catalogue, Texts(files=texts, read=read), Cache(None), b"", 1)
        chunks = list(pages_of(word_tasks(words)))
        index = index_tasks(catalogue, words, (chunk.path for chunk in chunks))
        shards = shard_tasks(catalogue, Views(date(2016, 3, 1)))
        for file in (*chunks, *pages_of(index), *pages_of(shards)):
            path = site / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
    with serve(site, BASE_PATH) as home:
        yield home


def test_the_browser_reads_what_the_build_wrote(page: Page, catalogue: Catalogue) -> None:
    page.goto("search/")
    expected = [
        {
            "title": measure.title,
            "id": measure.id,
            "category": [measure.category.id],
            "agency": [agency.id for agency in measure.agencies],
            "service": list(dict.fromkeys(service.type.id for service in measure.services)),
            "preference": list(dict.fromkeys(some.type for some in measure.preferences)),
            "windows": [compact_window(window) for window in measure.windows],
        }
        for measure in sorted(catalogue.measures, key=lambda measure: measure.number)
    ]
    assert page.evaluate(READ) == json.loads(json.dumps(expected))


def test_an_index_cut_up_answers_as_a_whole_one(
    page: Page, browser: Browser, cut_up_site: str
) -> None:
    queries = [*literal_queries()[::4], *(entry.query for entry in everyday_queries()[::6])]
    page.goto("search/")
    shards, chunks, answers = page.evaluate(ASK, queries)
    context = browser.new_context(base_url=cut_up_site)
    other = context.new_page()
    other.goto("search/")
    many_shards, many_chunks, same = other.evaluate(ASK, queries)
    context.close()
    assert (shards, many_shards) == (1, 6)
    assert many_chunks > 2 * chunks
    assert as_lines(same) == as_lines(answers)


def test_what_ties_is_in_order_of_status_though_not_all_windows_are_read(
    browser: Browser, cut_up_site: str, catalogue: Catalogue
) -> None:
    context = browser.new_context(base_url=cut_up_site)
    page = context.new_page()

    def first(day: date, relevances: list[int], size: int) -> tuple[list[int], list[int]]:
        page.goto("search/")
        found, files = page.evaluate(ORDER, [day.isoformat(), relevances, size])
        ranks = [list(Status).index(measure_status(m, day)) for m in catalogue.measures]
        numbers = sorted(range(42), key=lambda i: (-relevances[i], ranks[i], i))
        assert found == [number + 1 for number in numbers[:size]]
        return found, files

    alike = [1] * 42
    assert first(date(2016, 3, 1), alike, 2) == ([1, 2], [0, 1, 2])
    assert first(date(2016, 3, 1), alike, 4) == ([1, 2, 3, 5], [0, 1, 2, 3, 4, 5])
    # Where all have closed, all are read.
    closed = [int(number in (4, 5, 7, 12, 17, 33)) for number in range(1, 43)]
    assert first(date(2017, 1, 1), closed, 1) == ([4], [1, 2, 3, 5, 10])
    assert first(date(2017, 1, 1), list(range(42)), 3) == ([42, 41, 40], [13])
    for size in range(1, 43, 6):
        first(date(2016, 8, 1), [number % 3 for number in range(42)], size)
    context.close()


def test_an_index_that_is_older_than_the_windows_finds_those_of_other_measures(
    page: Page,
) -> None:
    page.route("**/windows/0.json", lambda route: route.fulfill(json={"days": [], "of": "r  a"}))
    page.goto("search/")
    read = """async () => {
      const { loadIndex } = await import(new URL("../assets/js/search-index.js", location));
      const index = await loadIndex(new URL("./", location).href);
      return index.windowsOf([0, 1, 2, 3, 41]);
    }"""
    unknown = [["unstated"]]
    assert page.evaluate(read) == [[["rolling"]], unknown, [["announced"]], unknown, unknown]


def as_lines(answers: list[Any]) -> list[str]:
    return [f"{query} {kind}: {' '.join(ids)}" for query, kind, ids in answers]
