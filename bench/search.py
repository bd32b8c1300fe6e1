"""Search beside Pagefind as it comes: the judged queries, the same pages, the same real browser.

    make bench-search

For each engine a line: of the literal queries recall and precision, over all results; of the
everyday ones the share with a right measure among the first five (success), the mean reciprocal
rank and the queries without a result; what crosses the network from an empty cache until the
results of TRANSFER_QUERY stand there (scripts and data, as GitHub Pages would send them, without
the page's HTML and CSS); and the 95th percentile of a query's time once everything is cached.

Pagefind gets each measure page's article and nothing else: the text that the truth is computed
from, under the page's own language. Its time is that of `search()` and of `data()` for the first
PAGE_SIZE results; ours is from the key press to the results on the page.
"""

import gzip
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pagefind_bin  # type: ignore[import-untyped]
import pagefind_bin_extended  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.serving import serve
from tests.search.judged import (
    ARTICLE,
    ASK_PAGE,
    everyday_queries,
    literal_queries,
    published_texts,
    truth,
)

ROOT = Path(__file__).parent.parent
BASE_PATH = "/catalogue/"
TODAY = "2016-03-01"
TRANSFER_QUERY = "補助"
"""Found in most of the measures: of all queries nearly the most to fetch."""
PAGE_SIZE = 10
FIRST = 5
COMPRESSED = ("text/", "application/json", "image/svg")
"""Content types that GitHub Pages sends in gzip."""

ASK_PAGEFIND = """
async ([queries, size]) => {
  const pagefind = await import(new URL("pagefind/pagefind.js", location));
  await pagefind.init();
  const answers = [];
  for (const query of queries) {
    const start = performance.now();
    const { results } = await pagefind.search(query);
    await Promise.all(results.slice(0, size).map((result) => result.data()));
    const time = performance.now() - start;
    const data = await Promise.all(results.map((result) => result.data()));
    const main = data.map(({ raw_url, url }) => new URL(raw_url ?? url, location).href);
    answers.push({ main, all: main, time });
  }
  return answers;
}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Measure ids: of the main list, and as a reader sees them all; milliseconds until then."""

    main: list[str]
    all: list[str]
    time: float


class Engine:
    """A folder to serve, and how a query is asked on its page."""

    def __init__(self, name: str, site: Path, page: str) -> None:
        self.name, self.site, self.page = name, site, page

    def ask(self, page: Page, queries: Sequence[str]) -> list[Answer]:
        ours = self.name == "ours"
        found = page.evaluate(ASK_PAGE, queries) if ours else self._pagefind(page, queries)
        ids = [{key: [_id(a) for a in one[key]] for key in ("main", "all")} for one in found]
        return [Answer(**lists, time=one["time"]) for lists, one in zip(ids, found, strict=True)]

    def _pagefind(self, page: Page, queries: Sequence[str]) -> Any:
        return page.evaluate(ASK_PAGEFIND, [queries, PAGE_SIZE])

    def measure(self, browser: Browser, texts: Mapping[str, str]) -> dict[str, str]:
        literal, everyday = literal_queries(), everyday_queries()
        with serve(self.site, BASE_PATH) as home:
            transfer = self._transfer(browser, home + self.page)
            page = browser.new_page()
            page.goto(home + self.page)
            queries = [*literal, *(entry.query for entry in everyday)]
            self.ask(page, queries)
            answers = self.ask(page, queries)
            page.close()
        found = [set(answer.main) for answer in answers[: len(literal)]]
        wanted = [truth(query, texts) for query in literal]
        right = sum(len(f & w) for f, w in zip(found, wanted, strict=True))
        places = [
            next((i for i, name in enumerate(answer.all, start=1) if name in entry.right), 0)
            for entry, answer in zip(everyday, answers[len(literal) :], strict=True)
        ]
        success = sum(0 < place <= FIRST for place in places) / len(places)
        mean_rank = statistics.fmean(1 / place if place else 0 for place in places)
        empty = sum(not answer.all for answer in answers[len(literal) :])
        time = statistics.quantiles((answer.time for answer in answers), n=20)[-1]
        return {
            "engine": self.name,
            "recall": f"{right / sum(map(len, wanted)):.3f}",
            "precision": f"{right / max(1, sum(map(len, found))):.3f}",
            f"success@{FIRST}": f"{success:.3f}",
            "MRR": f"{mean_rank:.3f}",
            "no result": f"{empty}/{len(places)}",
            "transfer": f"{transfer / 1000:.1f} kB",
            "p95": f"{time:.1f} ms",
        }

    def _transfer(self, browser: Browser, address: str) -> int:
        """Bytes of scripts and data until the first results, excerpts included."""
        responses: list[Response] = []
        page = browser.new_page()
        page.on("response", lambda response: responses.append(response))
        page.goto(address)
        self.ask_once(page)
        page.wait_for_timeout(1000)  # excerpts are fetched after the results stand there
        kinds = ("document", "stylesheet", "image")
        size = sum(_sent(r) for r in responses if r.request.resource_type not in kinds)
        page.close()
        return size

    def ask_once(self, page: Page) -> None:
        """Only what a reader would wait for: the first page of results."""
        if self.name != "ours":
            page.evaluate(FIRST_PAGEFIND, [TRANSFER_QUERY, PAGE_SIZE])
            return
        page.fill("#q", TRANSFER_QUERY)
        page.locator("#search-results .card").first.wait_for()


FIRST_PAGEFIND = """
async ([query, size]) => {
  const pagefind = await import(new URL("pagefind/pagefind.js", location));
  const { results } = await pagefind.search(query);
  await Promise.all(results.slice(0, size).map((result) => result.data()));
}
"""


def _id(address: str) -> str:
    return address.removesuffix("index.html").rstrip("/").rpartition("/")[2]


def _sent(response: Response) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body, 6)) if kind.startswith(COMPRESSED) else len(body)


def _build(out: Path) -> None:
    command = [sys.executable, "build.py", "build", "--out", str(out), "--today", TODAY]
    subprocess.run([*command, "--base-url", f"http://127.0.0.1{BASE_PATH}"], cwd=ROOT, check=True)


def _pagefind_site(built: Path, executable: str, folder: Path) -> Path:
    """The articles of the measure pages, indexed by a Pagefind binary with its defaults."""
    for path in sorted((built / "measures").glob("*/index.html")):
        article = ARTICLE.search(path.read_text(encoding="utf-8"))
        assert article is not None
        page = folder / "measures" / path.parent.name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(_page(path.parent.name, article[0]), encoding="utf-8")
    command = [executable, "--site", str(folder), "--silent"]
    subprocess.run(command, check=True)
    (folder / "index.html").write_text(_page("", ""), encoding="utf-8")
    return folder


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="zh-Hant-TW"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body>{body}</body></html>"
    )


def main() -> None:
    """Build, index, ask, print."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as scratch, sync_playwright() as pw:
        built = Path(scratch) / "ours"
        _build(built)
        engines = [Engine("ours", built, "search/")]
        for package in (pagefind_bin, pagefind_bin_extended):
            name = package.__name__.replace("_", "-")
            site = _pagefind_site(built, package.get_executable(), Path(scratch) / name)
            engines.append(Engine(name, site, ""))
        browser = pw.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        rows = [engine.measure(browser, published_texts(built)) for engine in engines]
        browser.close()
    print(f"{len(literal_queries())} literal queries, {len(everyday_queries())} everyday ones")
    for row in [{key: key for key in rows[0]}, *rows]:
        print("  ".join(f"{value:<{22 if key == 'engine' else 10}}" for key, value in row.items()))


if __name__ == "__main__":
    main()
