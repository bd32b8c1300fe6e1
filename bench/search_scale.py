"""Search as a reader meets it, as the catalogue grows: what is fetched, and how long it takes.

    make bench-scale                                     42, 1,000 and 10,000 measures
    make bench-scale BENCH_FLAGS="--counts 100000"

Builds a corpus of each size, opens its search page in a real browser with nothing cached, and
asks one query: what crosses the network until the first results stand there, and until their
excerpts do (without the page's own HTML, CSS and pictures; the pages that search itself reads, on
a large site, count); how many requests that takes; how long, on this machine and on a slow mobile
network. Then all queries again and again in one page: the 95th percentile of each once everything
is cached. Writes docs/benchmarks.md as `bench.builds` does.
"""

import argparse
import re
import statistics
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.builds import COUNTS, say
from bench.contenders import Project
from bench.corpus import write_corpus
from bench.measuring import machine
from bench.report import Search, Transfer, read_results, write_report
from bench.serving import Answer, Served, serve
from tests.browser.chromium import find_chromium

QUERIES = ("補助", "中堅企業", "節能減碳", "海外參展", "CITD", "融資", "生產力4.0")
"""Beside these, the telephone number of one measure."""
REPEATS = 20
QUIET_MS = 700
"""No request for so long: the excerpts have come."""
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9e4}
"""A slow mobile network: 150 ms until an answer begins, then 1.6 Mbit/s (bytes a second here)."""
SEARCH_PAGE = "/search/"
NOT_SEARCH = ("text/css", "image/")

ASK = """
async (query) => {
  const input = document.getElementById("q");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const start = performance.now();
  const answered = () =>
    status.textContent.includes(`「${query}」`) &&
    (results.querySelector(".card") || !document.querySelector("#search-related[hidden]"));
  const shown = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!answered()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  input.value = query;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await shown;
  const now = performance.now();
  return { time: now - start, shown: performance.timeOrigin + now, status: status.textContent };
}
"""


def measure(count: int, scratch: Path, browser: Browser) -> Search:
    """Build one size and ask everything of it."""
    content = scratch / "content"
    say(f"{count:,} measures: corpus and build")
    write_corpus(content, count)
    project = Project(content=content, out=scratch / "site", cache=scratch / "cache")
    project.build(search=True, look=False)
    return ask(content, project.out, browser)


def ask(content: Path, site: Path, browser: Browser) -> Search:
    """Every query of a site, and the telephone number of a measure of its content."""
    measures = sorted((content / "measures").glob("*.md"))
    queries = [*QUERIES, _phone(measures[len(measures) // 2])]
    with serve(site) as served:
        warm = _warm(browser, served, queries)
        asked = {query: _first(browser, served, query, warm[query]) for query in queries}
    return Search(
        queries=asked,
        machine=machine(),
        day=datetime.now().astimezone().date().isoformat(),
    )


def _phone(path: Path) -> str:
    found = re.search(r"phone: (\S+)", path.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _first(browser: Browser, served: Served, query: str, warm: float) -> Transfer:
    """One query from an empty cache, twice: as fast as this machine is, and on a slow network."""
    page = _open(browser, served)
    # Nobody types before the page stands there: its scripts have come, and count.
    answer = page.evaluate(ASK, query)
    _until_quiet(page, served)
    complete = [
        one
        for one in served.answers
        if one.path != SEARCH_PAGE and not one.kind.startswith(NOT_SEARCH)
    ]
    at_first = [one for one in complete if one.sent <= answer["shown"]]
    data = [one for one in at_first if not one.kind.startswith("text/javascript")]
    page.context.close()
    page = _open(browser, served)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    slow = page.evaluate(ASK, query)["time"]
    page.context.close()
    found = re.search(r"(\d[\d,]*) 項", answer["status"])
    one = Transfer(
        found=int(found[1].replace(",", "")) if found else 0,
        kilobytes=_kilobytes(at_first),
        data=_kilobytes(data),
        requests=len(at_first),
        complete=_kilobytes(complete),
        first=answer["time"],
        slow=slow,
        warm=warm,
    )
    say(f"{query}: {one}")
    return one


def _open(browser: Browser, served: Served) -> Page:
    """The search page in a browser that has cached nothing, once it has come to rest.

    Without the service worker: what it fetches would not be slowed down with the page.
    """
    served.answers.clear()
    page = browser.new_context(service_workers="block").new_page()
    page.goto(served.address.removesuffix("/") + SEARCH_PAGE)
    _until_quiet(page, served)
    return page


def _until_quiet(page: Page, served: Served) -> None:
    before = -1
    while before != len(served.answers):
        before = len(served.answers)
        page.wait_for_timeout(QUIET_MS)


def _kilobytes(answers: Sequence[Answer]) -> float:
    return sum(answer.size for answer in answers) / 1000


def _warm(browser: Browser, served: Served, queries: Sequence[str]) -> dict[str, float]:
    """The 95th percentile of each query's time, all of them asked before."""
    page = _open(browser, served)
    times: dict[str, list[float]] = {query: [] for query in queries}
    for repeat in range(REPEATS + 1):
        for query in queries:
            answer: dict[str, Any] = page.evaluate(ASK, query)
            if repeat:
                times[query].append(answer["time"])
    page.context.close()
    return {query: statistics.quantiles(took, n=20)[-1] for query, took in times.items()}


def main() -> None:
    """Measure each size, writing the report after each."""
    parser = argparse.ArgumentParser(prog="python -m bench.search_scale", description=__doc__)
    parser.add_argument(
        "--counts", type=int, nargs="+", default=COUNTS, help="sizes of the corpus (42 1000 10000)"
    )
    options = parser.parse_args()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        for count in options.counts:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                search = measure(count, Path(folder), browser)
            results = read_results()
            results["search"][str(count)] = search
            write_report(results)
        browser.close()


if __name__ == "__main__":
    main()
