"""The site an editor sees while writing: the last good build, and what is wrong with the next.

Files are read from the folder that builds publish into (see `output`), so that no page is half
old and half new. Every build and every problem makes a new version, which browsers wait for.
"""

import html
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from threading import Condition
from typing import NamedTuple

from catalogue import urls

ASSETS = "_serve/"
"""Where the preview's own files are; no page of a site begins so."""
_HEAD = """\
<link rel="stylesheet" href="/{assets}serve.css">
<script defer src="/{assets}serve.js" data-version="{version}"></script>
</head>"""
_PANEL = """
<section id="serve-problems" role="alert" aria-label="內容的問題">
<h2>{count} 個問題，{shown}</h2>
<ul>
{items}
</ul>
</section>
"""
_ATTEMPTS = 100
"""How often to look again for a file while builds put one folder in the place of another."""
_FOREIGN = frozenset("\\:")
"""What separates folders, or names a drive, on other systems."""
_EMPTY = """\
<!doctype html>
<html lang="zh-Hant-TW">
<head><meta charset="utf-8"><title>找不到這一頁</title></head>
<body></body>
</html>
""".encode()

FILES = {
    # Reloads when the version is another one; EventSource connects again by itself.
    f"{ASSETS}serve.js": """\
const version = document.currentScript.dataset.version;
const events = new EventSource(`/_serve/events?version=${version}`);
events.onmessage = () => { events.close(); location.reload(); };
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
""",
    f"{ASSETS}serve.css": """\
#serve-problems { position: sticky; top: 0; z-index: 99; max-height: 50vh; overflow: auto;
  padding: 1rem 1.5rem; background: #7a1414; color: #fff; font: 1rem/1.6 sans-serif; }
#serve-problems h2 { margin: 0; font-size: 1.125rem; color: inherit; }
#serve-problems ul { margin: 0.5rem 0 0; padding-left: 1.25rem; }
""",
}


class _State(NamedTuple):
    """What pages say of the preview itself."""

    version: str
    problems: tuple[str, ...]
    is_made: bool


class Preview:
    """Shows the site in `folder`, once there is one. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed = Condition()
        self._problems: tuple[str, ...] = ()
        self._is_made = False
        self._series = uuid.uuid4().hex[:8]  # a restarted server's versions are others
        self._count = 0
        self.closed = False

    def show(self) -> None:
        """A build has put the site in its place, and nothing is wrong."""
        with self._changed:
            self._problems = ()
            self._is_made = True
            self._next()

    def fail(self, problems: Iterable[str]) -> None:
        """Keep the pages, and say on them what is wrong."""
        with self._changed:
            self._problems = tuple(problems)
            self._next()

    def _next(self) -> None:
        self._count += 1
        self._changed.notify_all()

    @property
    def version(self) -> str:
        return f"{self._series}-{self._count}"

    def wait_for_other(self, version: str, seconds: float) -> bool:
        """Whether a version other than `version` is there, or comes within so many seconds.

        True as well once the preview is closed.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self.closed or self.version != version, seconds)

    def close(self) -> None:
        """Let everyone who waits go."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def read(self, path: str) -> bytes | None:
        """What to send for a file, HTML with the reloading script and the problems in it."""
        if path in FILES:
            return FILES[path].encode()
        state = self._state()
        content = self._find(path)
        return _dressed(content, state) if content and path.endswith(".html") else content

    def read_missing(self) -> bytes:
        """The page to send where there is no file."""
        state = self._state()
        return _dressed(self._find(urls.NOT_FOUND) or _EMPTY, state)

    def _state(self) -> _State:
        """To be asked for before a page is read: an old page that said it was the new version
        would never be reloaded."""
        with self._changed:
            return _State(self.version, self._problems, self._is_made)

    def _find(self, path: str) -> bytes | None:
        """A file of the site.

        Builds replace the folder, and remove the old one, while files of it are looked for: what
        was not found is only missing if the folder is the same as before.
        """
        if not _is_plain(path):
            return None
        for _ in range(_ATTEMPTS if self._is_made else 1):
            before = _identity(self._folder)
            content = _read_within(self._folder, path)
            if content is not None or (before and before == _identity(self._folder)):
                return content
            time.sleep(0.01)  # where folders are not swapped in one step, there may be none now
        return None


def _is_plain(path: str) -> bool:
    """Whether it can be the path of a published file: it leads nowhere else, on any system."""
    parts = path.split("/")
    return not any(part == "" or part.startswith(".") or _FOREIGN & set(part) for part in parts)


def _read_within(folder: Path, path: str) -> bytes | None:
    """A file in a folder, None where there is none or a link leads to another place."""
    try:
        place = (folder / path).resolve(strict=True)
        return place.read_bytes() if place.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):  # also of a name that is too long, or none for any file
        return None


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from the one that takes its place; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def _dressed(page: bytes, state: _State) -> bytes:
    head = _HEAD.format(assets=ASSETS, version=state.version)
    text = page.decode().replace("</head>", head, 1)
    if state.problems:
        text = text.replace("<body>", f"<body>{_panel(state)}", 1)
    return text.encode()


def _panel(state: _State) -> str:
    return _PANEL.format(
        count=len(state.problems),
        shown="下面是上一次正確的內容" if state.is_made else "還不能做出網站",
        items="\n".join(f"<li>{html.escape(problem)}</li>" for problem in state.problems),
    )
