"""The site an editor sees while writing: the last good build, and what is wrong with the next.

Pages come in parts (see `serve`), each taken over as a whole; every page and every problem that
readers should see anew makes a new version, which browsers wait for. Kept in memory: a save
writes no file, and a page is never half old and half new.
"""

import html
import uuid
from collections.abc import Iterable, Mapping, Sequence
from threading import Condition

from catalogue import urls
from catalogue.publication import Page

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


class Preview:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._parts: list[Mapping[str, bytes]] = []
        self._problems: Sequence[str] = ()
        self._series = uuid.uuid4().hex[:8]  # a restarted server's versions are others
        self._count = 0
        self.closed = False

    def show(self, number: int, pages: Iterable[Page]) -> None:
        """Take over part `number` of a build; the first one is what browsers reload for."""
        part = {page.path: page.content for page in pages}
        with self._changed:
            self._parts[number : number + 1] = [part]
            if number == 0:
                self._problems = ()
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
        with self._changed:
            content = self._find(path)
            return self._dressed(content) if content and path.endswith(".html") else content

    def read_missing(self) -> bytes:
        """The page to send where there is no file."""
        with self._changed:
            return self._dressed(self._find(urls.NOT_FOUND) or _EMPTY)

    def _find(self, path: str) -> bytes | None:
        return next((part[path] for part in self._parts if path in part), None)

    def _dressed(self, page: bytes) -> bytes:
        head = _HEAD.format(assets=ASSETS, version=self.version)
        text = page.decode().replace("</head>", head, 1)
        if self._problems:
            text = text.replace("<body>", f"<body>{self._panel()}", 1)
        return text.encode()

    def _panel(self) -> str:
        return _PANEL.format(
            count=len(self._problems),
            shown="下面是上一次正確的內容" if self._parts else "還不能做出網站",
            items="\n".join(f"<li>{html.escape(problem)}</li>" for problem in self._problems),
        )
