"""The PNG files are the drawings that they are made from, and the card says what the site says."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

from tools.pictures import PICTURES

ROOT = Path(__file__).parent.parent.parent

# The mean difference of a channel, 0 to 255, of two pictures drawn at the same size.
DIFFERENCE = """async ([names, width, height]) => {
  const [one, two] = await Promise.all(names.map(async (name) => {
    const image = new Image();
    image.src = `assets/${name}`;
    await image.decode();
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  }));
  return one.reduce((sum, value, i) => sum + Math.abs(value - two[i]), 0) / one.length;
}"""


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_its_drawing(page: Page, name: str) -> None:
    drawing, width, height = PICTURES[name]
    page.goto("./")
    assert page.evaluate(DIFFERENCE, [[name, drawing], width, height]) < 2


def test_the_card_says_what_the_site_says() -> None:
    card = (ROOT / "templates" / "assets" / "social-card.svg").read_text(encoding="utf-8")
    site = yaml.safe_load((ROOT / "content" / "site.yml").read_text(encoding="utf-8"))["site"]
    assert f">{site['title']}</text>" in card
    assert f">{site['tagline']}</text>" in card


def test_every_page_names_the_card_by_its_full_address(page: Page) -> None:
    for address in ("", "measures/citd/"):
        page.goto(address or "./")
        image = page.locator("meta[property='og:image']").get_attribute("content")
        assert image == "http://127.0.0.1/some/sub/path/assets/social-card.png"
