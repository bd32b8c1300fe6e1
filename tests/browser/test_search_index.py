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
from catalogue.schedule import compact_window
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_words import read_words, word_tasks
from catalogue.segment_shelf import Texts
from catalogue.tasks import pages_of
from catalogue.validation import load_catalogue
from catalogue.views import Views
from tests.browser.serving import serve
from tests.conftest import BASE_PATH, ROOT
from tests.search.judged import everyday_queries, literal_queries

READ = """async () => {
  const { loadIndex } = await import(new URL("../assets/js/search-index.js", location));
  const index = await loadIndex(new URL("./", location).href);
  const { category, agency, service, preference } = await index.columns();
  const titles = await index.titles();
  return Promise.all(titles.map(async (title, page) => ({
    title, id: (await index.text(page)).id, category: category[page], agency: agency[page],
    service: service[page], preference: preference[page], windows: index.windows[page],
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


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "content")


@pytest.fixture(scope="module")
def cut_up_site(
    built_site: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same site with its measures in shards of eight, its words in segments of five, in buckets
    as narrow as those of ten thousand and in chunks of 500 bytes."""
    site = tmp_path_factory.mktemp("cut-up") / "site"
    shutil.copytree(built_site, site)
    texts = {path.relative_to(site).as_posix(): "" for path in site.glob("search/texts/*")}
    for folder in ("0", "words"):
        shutil.rmtree(site / "search" / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SHARD", 8)
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


def as_lines(answers: list[Any]) -> list[str]:
    return [f"{query} {kind}: {' '.join(ids)}" for query, kind, ids in answers]
