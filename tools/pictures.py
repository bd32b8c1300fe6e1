"""Our drawings (SVG) in, the PNG files that systems without SVG ask for, out.

    python -m tools.pictures        write templates/assets/*.png again

Link previews take no SVG, nor do home screens. The drawings have no gradients and the icons no
text, so that another Chromium draws nearly the same; the card's text is drawn with whatever font
for Traditional Chinese the machine has (Noto Sans CJK TC for the one in the repository).
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium

ASSETS = Path(__file__).parent.parent / "templates" / "assets"
PICTURES = {
    # Corners outside the drawing are transparent; a maskable icon fills its square.
    "apple-touch-icon.png": ("icon-maskable.svg", 180, 180),
    "icon-192.png": ("icon.svg", 192, 192),
    "icon-512.png": ("icon.svg", 512, 512),
    "icon-maskable-512.png": ("icon-maskable.svg", 512, 512),
    "social-card.png": ("social-card.svg", 1200, 630),
}
"""File -> the drawing it is made from, its width and height in pixels."""


def main() -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (drawing, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content((ASSETS / drawing).read_text(encoding="utf-8"))
            page.add_style_tag(
                content="body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }"
            )
            page.screenshot(path=ASSETS / name, omit_background=True)
            print(f"{name}: {(ASSETS / name).stat().st_size} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
