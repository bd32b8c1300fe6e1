"""Style sheets, scripts and pictures in; what browsers load, out.

Comments are for whoever reads the repository, and a third of what a page would load: those that
have lines of their own are left out, the lines stay, so that a fault is reported where it is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from catalogue.publication import Page

_COMMENTS = {
    ".css": re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE),
    ".js": re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*$|//[^\n]*)", re.DOTALL | re.MULTILINE),
}


def render_assets(assets: Path) -> Iterator[Page]:
    """Every file of `templates/assets`, under `assets/`."""
    for path in sorted(assets.rglob("*")):
        if path.is_file():
            address = f"assets/{path.relative_to(assets).as_posix()}"
            yield Page(path=address, content=read_asset(path))


def read_asset(path: Path) -> bytes:
    """A file as it is published."""
    if path.suffix not in _COMMENTS:
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    return _COMMENTS[path.suffix].sub(lambda found: "\n" * found[0].count("\n"), text).encode()
