"""Access: axe-core finds nothing on any kind of page, light or dark (WCAG 2.2 AA and practice)."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import KINDS

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found["violations"]]


@pytest.mark.parametrize("address", KINDS)
@pytest.mark.browser_context(bypass_csp=True, viewport={"width": 390, "height": 844})
def test_nothing_to_object_to_on_a_phone(page: Page, address: str) -> None:
    assert violations(page, address) == []


@pytest.mark.parametrize("address", KINDS)
@pytest.mark.browser_context(
    bypass_csp=True, viewport={"width": 1280, "height": 900}, color_scheme="dark"
)
def test_nothing_to_object_to_on_a_wide_dark_screen(page: Page, address: str) -> None:
    assert violations(page, address) == []
