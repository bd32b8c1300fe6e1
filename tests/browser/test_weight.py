"""A measure's page is light: all that a first visit loads before the reader does anything.

Counted is what the server is asked for, by the page and by the service worker that it brings, each
answer compressed as GitHub Pages does; an address asked for twice counts twice.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from catalogue import urls
from tests.browser.serving import COMPRESSED, serve
from tests.conftest import BASE_PATH

LIMIT = 30_000
READY = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise(requestAnimationFrame);
}"""


def weight(site: Path, asked: list[str]) -> int:
    total = 0
    for path in asked:
        file = site / urls.file_of(urlsplit(path).path.removeprefix(BASE_PATH))
        content = file.read_bytes()
        total += len(gzip.compress(content, 6) if file.suffix in COMPRESSED else content)
    return total


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def home(built_site: Path, asked: list[str]) -> Iterator[str]:
    with serve(built_site, BASE_PATH, hear=asked.append, thrifty=True) as home:
        yield home


def first_visit(browser: Browser, address: str, asked: list[str]) -> None:
    """Open a page as somebody who was never here; return when the worker is at work."""
    context: BrowserContext = browser.new_context(viewport={"width": 390, "height": 844})
    asked.clear()
    page = context.new_page()
    page.goto(address)
    page.evaluate(READY)
    page.wait_for_load_state("networkidle")
    context.close()


@pytest.mark.parametrize("rank", range(3))
def test_the_heaviest_measures_weigh_less_than_30_kilobytes(
    browser: Browser, built_site: Path, home: str, asked: list[str], rank: int
) -> None:
    """All measures load the same files: only their own page makes a difference."""
    pages = sorted(
        (urls.measure(path.parent.name) for path in built_site.glob("measures/*/index.html")),
        key=lambda address: (weight(built_site, [f"{BASE_PATH}{address}"]), address),
        reverse=True,
    )
    assert len(pages) == 42
    first_visit(browser, f"{home}{pages[rank]}", asked)
    assert f"{BASE_PATH}service-worker.js" in asked
    # A browser with a window also asks for these two.
    also = {f"{BASE_PATH}{urls.WEB_MANIFEST}", f"{BASE_PATH}assets/icon.svg"} - set(asked)
    total = weight(built_site, [*asked, *also])
    print(f"\n{pages[rank]}: {total} bytes, {len(asked) + len(also)} files")
    assert total <= LIMIT


def test_what_is_counted_is_what_was_asked_for(built_site: Path) -> None:
    style = f"{BASE_PATH}assets/css/site.css"
    one = len(gzip.compress((built_site / "assets" / "css" / "site.css").read_bytes(), 6))
    assert weight(built_site, [style, style]) == 2 * one
    picture = built_site / "assets" / "icon-192.png"
    assert weight(built_site, [f"{BASE_PATH}assets/icon-192.png"]) == picture.stat().st_size
