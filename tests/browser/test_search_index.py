"""The index as the browser reads it: what the build wrote, and many shards the same as one."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalogue import search
from catalogue.model import Catalogue
from catalogue.schedule import compact_window
from catalogue.search import search_tasks
from catalogue.tasks import pages_of
from catalogue.validation import load_catalogue
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
  return [index.shards.length, answers];
}"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "content")


@pytest.fixture(scope="module")
def sharded_site(
    built_site: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same site with its measures in shards of eight."""
    site = tmp_path_factory.mktemp("sharded") / "site"
    shutil.copytree(built_site, site)
    shutil.rmtree(site / "search" / "0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SHARD", 8)
        for file in pages_of(search_tasks(catalogue, lambda path: (site / path).read_bytes())):
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


def test_many_shards_answer_as_one(page: Page, browser: Browser, sharded_site: str) -> None:
    queries = [*literal_queries()[::4], *(entry.query for entry in everyday_queries()[::6])]
    page.goto("search/")
    one, answers = page.evaluate(ASK, queries)
    context = browser.new_context(base_url=sharded_site)
    sharded = context.new_page()
    sharded.goto("search/")
    six, same = sharded.evaluate(ASK, queries)
    context.close()
    assert (one, six) == (1, 6)
    assert as_lines(same) == as_lines(answers)


def as_lines(answers: list[Any]) -> list[str]:
    return [f"{query} {kind}: {' '.join(ids)}" for query, kind, ids in answers]
