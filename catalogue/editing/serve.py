"""Builds the site, shows it on this machine, builds it again at every save and reloads browsers.

    build.py serve --port 8000

A build comes in parts: first the pages, for which browsers reload, then what is made from them
(data, calendars, the search index), once no further save has come for a moment. A build that fails
leaves the last good pages and shows the problems on them. The content and the templates are
followed, by looking at their modification times; a change of the program is not.
"""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jinja2

from catalogue import urls
from catalogue.editing import EditingError
from catalogue.editing.preview import ASSETS, Preview
from catalogue.problems import ContentError
from catalogue.publication import Page

Build = Callable[[str], Iterator[Sequence[Page]]]
"""From the site's address to the parts of a build; raises ContentError or TemplateError."""

LOOK_EVERY = 0.05
"""Seconds between two looks at the files."""
QUIET = 0.5
"""Seconds without a save after which the rest is made: it must not hold up the next pages."""
KEEP_ALIVE = 15.0
"""Seconds after which a silent event stream says something, to find out who has gone."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
}

Stamps = Mapping[str, tuple[int, int]]


def serve(build: Build, folders: Sequence[Path], port: int) -> None:
    """Serve until the editor stops it with Ctrl+C. Raise EditingError where the port is taken."""
    with serving(build, folders, port) as address:
        try:
            print(f"網站在 {address}，存檔後會自動更新；按 Ctrl+C 結束。", flush=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            print(file=sys.stderr)


@contextmanager
def serving(build: Build, folders: Sequence[Path], port: int = 0) -> Iterator[str]:
    """Build, serve and follow `folders` for as long as the block lasts; yield the home page's
    address. The first build is over, well or badly, before the block begins."""
    preview = Preview()
    stop = threading.Event()
    try:
        server = _Server(("127.0.0.1", port), partial(_Handler, preview))
    except OSError as error:
        raise EditingError(f"連接埠 {port} 不能用（{error.strerror}），請換一個 --port") from None
    address = f"http://127.0.0.1:{server.server_port}/"
    ready = threading.Event()
    threads = [
        threading.Thread(target=partial(server.serve_forever, poll_interval=0.05)),
        threading.Thread(target=_follow, args=(preview, build, address, folders, ready, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        ready.wait()
        yield address
    finally:
        stop.set()
        preview.close()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def _follow(
    preview: Preview,
    build: Build,
    address: str,
    folders: Sequence[Path],
    ready: threading.Event,
    stop: threading.Event,
) -> None:
    """Build now and after every change, until `stop`."""
    while True:
        stamps = _stamps(folders)

        def interrupted(seconds: float, built: Stamps = stamps) -> bool:
            """Wait so long, less if there is a new save or the end."""
            looks = range(round(seconds / LOOK_EVERY))
            return any(stop.wait(LOOK_EVERY) or _stamps(folders) != built for _ in looks)

        _rebuild(preview, build, address, lambda: ready.is_set() and interrupted(QUIET))
        ready.set()
        while not interrupted(1):
            pass
        if stop.is_set():
            return


def _rebuild(preview: Preview, build: Build, address: str, outdated: Callable[[], bool]) -> None:
    """Show a build part by part, or its problems; leave the rest where it is `outdated`."""
    try:
        for number, pages in enumerate(build(address)):
            preview.show(number, pages)
            if outdated():
                return
    except ContentError as error:
        problems = tuple(map(str, error.problems))
    except jinja2.TemplateSyntaxError as error:
        problems = (f"{error.filename}:{error.lineno}: 範本寫錯了：{error.message}",)
    except Exception as error:  # an editor's session outlives any fault of a build
        problems = (f"做網站時出錯：{type(error).__name__}: {error}",)
    else:
        return
    preview.fail(problems)
    print("\n".join(problems), file=sys.stderr, flush=True)


def _stamps(folders: Sequence[Path]) -> Stamps:
    """Modification time and size of every file; a file that goes while we look is not there."""
    stamps = {}
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                status = path.stat()
            except OSError:
                continue
            stamps[str(path)] = (status.st_mtime_ns, status.st_size)
    return stamps


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # an open event stream must not keep the program alive
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that left is no fault
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        address = unquote(parts.path).removeprefix("/")
        if address == f"{ASSETS}events":
            self._send_events(parse_qs(parts.query).get("version", [""])[0])
            return
        name = urls.file_of(address)
        content = self._preview.read(name)
        if content is not None:
            kind = TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
            self._send(HTTPStatus.OK, kind, content)
        elif self._preview.read(f"{address}/index.html") is not None:
            location = ("Location", f"/{address}/")
            self._send(HTTPStatus.MOVED_PERMANENTLY, TYPES[".txt"], b"", location)
        else:
            self._send(HTTPStatus.NOT_FOUND, TYPES[".html"], self._preview.read_missing())

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(
        self, status: HTTPStatus, kind: str, content: bytes, *headers: tuple[str, str]
    ) -> None:
        self.send_response(status)
        length = ("Content-Length", str(len(content)))
        for header in (("Content-Type", kind), length, ("Cache-Control", "no-store"), *headers):
            self.send_header(*header)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_events(self, version: str) -> None:
        """One message as soon as there is another version; the browser then comes anew."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"retry: 300\n\n")
        while not self._preview.wait_for_other(version, KEEP_ALIVE):
            self.wfile.write(b":\n\n")
        if not self._preview.closed:
            self.wfile.write(b"data: reload\n\n")

    def log_message(self, *_: object) -> None:
        """An editor reads problems, not requests."""
