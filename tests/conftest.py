"""A browser, the built site under a base path, and a page that may not complain.

    def test_title(page):
        page.goto("measures/")          # relative to the served site's home page
        assert page.title() == …

The reader of `page` sits in Taipei at noon of TODAY, the day that the site is built for; a test
moves the clock with `page.clock.set_fixed_time(…)`, and asks for a phone, another time zone or no
JavaScript with `@pytest.mark.browser_context(…)`. No service worker comes between it and the
server (test_offline.py lets them); whatever the page complains of fails the test,
unless `@pytest.mark.expect_problems("a pattern")` says so; a pattern that nothing answers to
fails it too.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.serving import serve
from tests.browser.watching import unexpected, unseen, watch

ROOT = Path(__file__).parent.parent
TODAY = "2016-03-01"
NOON_OF_TODAY = f"{TODAY}T12:00:00+08:00"
BASE_PATH = "/some/sub/path/"
BASE_URL = f"http://127.0.0.1{BASE_PATH}"

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Nothing leaves this machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session", autouse=True)
def cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What builds keep for the next one is kept apart from that of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once; `make test` has made sure that there is one."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, built once for TODAY."""
    out = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "build.py", "build", "--out", str(out)]
    command += ["--today", TODAY, "--base-url", BASE_URL]
    built = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace"
    )
    if built.returncode != 0:
        pytest.fail(f"build.py ended with {built.returncode}:\n{built.stderr}", pytrace=False)
    return out


@pytest.fixture(scope="session")
def served_site(built_site: Path) -> Iterator[str]:
    """The address of the built site's home page, ending in BASE_PATH."""
    with serve(built_site, BASE_PATH) as home:
        yield home


@pytest.fixture
def page(browser: Browser, served_site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A blank page in a fresh context, watched until the test ends."""
    options: dict[str, Any] = {"locale": "zh-TW", "timezone_id": "Asia/Taipei"}
    for mark in request.node.iter_markers("browser_context"):
        options |= mark.kwargs
    marks = request.node.iter_markers("expect_problems")
    expected = [pattern for mark in marks for pattern in mark.args]

    context = browser.new_context(base_url=served_site, **options)
    complaints = watch(context, served_site)
    context.clock.set_fixed_time(NOON_OF_TODAY)
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    yield context.new_page()
    context.close()  # which delivers what was still on its way

    faults = [f"unexpected: {line}" for line in unexpected(complaints, expected)]
    faults += [f"expected, but unseen: {pattern}" for pattern in unseen(complaints, expected)]
    if faults:
        pytest.fail("\n".join(["The page complained:", *faults]), pytrace=False)
