"""The corps' pages in a browser: events on the reader's day, stories of a firm that is made up."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serve
from tests.browser.test_access import AXE, RULES
from tests.browser.watching import watch
from tests.conftest import BASE_PATH, BASE_URL, ROOT
from tests.sample import MEASURE, STORY, write_content


def days(page: Page, list_id: str) -> list[str]:
    """The days of the events that a list shows."""
    found: list[str] = page.eval_on_selector_all(
        f"#{list_id} > li",
        "items => items.filter((i) => !i.hidden).map((i) => i.querySelector('time')?.dateTime"
        " ?? 'none')",
    )
    return found


@pytest.mark.parametrize(
    ("moment", "coming", "past"),
    [
        ("2016-03-23T23:59:59+08:00", 9, 0),
        ("2016-03-24T00:00:00+08:00", 8, 1),
        ("2016-10-14T23:59:59+08:00", 1, 8),
        ("2026-11-25T12:00:00+08:00", 0, 9),
    ],
)
@pytest.mark.browser_context(timezone_id="America/Los_Angeles")
def test_events_that_are_over_are_said_to_be_on_the_readers_day(
    page: Page, moment: str, coming: int, past: int
) -> None:
    page.clock.set_fixed_time(moment)
    page.goto("events/")
    shown = days(page, "coming-events")
    assert len([day for day in shown if day != "none"]) == coming
    assert ("none" in shown) == (coming == 0)
    assert len([day for day in days(page, "past-events") if day != "none"]) == past
    expect(page.locator(".lead .tally")).to_have_text(f"{coming} 場")

    page.goto("about/")
    assert days(page, "next-events") == (shown[:3] if coming else ["none"])


@pytest.fixture(scope="module")
def site_with_a_story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("stories")
    content = write_content(folder, sample=MEASURE)
    (content / "stories").mkdir()
    (content / "stories" / "first.md").write_text(STORY, encoding="utf-8")
    command = [sys.executable, "build.py", "--content", str(content), "--out", str(folder / "site")]
    command += ["--today", "2016-03-01", "--base-url", BASE_URL, "--no-search"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with serve(folder / "site", BASE_PATH) as home:
        yield home


@pytest.mark.parametrize("address", ["stories/", "stories/first/"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_nothing_to_object_to_in_a_story(
    browser: Browser, site_with_a_story: str, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=site_with_a_story,
        bypass_csp=True,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    complaints = watch(context, site_with_a_story)
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", RULES)
    overflow = page.evaluate("document.documentElement.scrollWidth") - width
    context.close()
    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found["violations"]] == []
    assert overflow == 0
    assert list(complaints) == []
