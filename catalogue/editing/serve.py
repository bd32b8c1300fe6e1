"""Builds the site, shows it on this machine, builds it again at every save and reloads browsers.

    build.py serve --port 8000

A build makes what the save has changed, in a folder that goes when the session ends, and in a
process of its own. A build that fails leaves the last good pages and shows the problems on them.
The content and the templates are followed, by looking at their modification times; a change of the
program is not.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jinja2

from catalogue import urls
from catalogue.editing import EditingError
from catalogue.editing.preview import ASSETS, Preview
from catalogue.inputs import Stamp, stamps
from catalogue.parallel import on_call
from catalogue.problems import ContentError

Build = Callable[[Path, str], None]
"""Makes, in a folder, the site that will have an address; raises ContentError or TemplateError.
What it puts beside the folder goes with it."""

LOOK_EVERY = 0.05
"""Seconds between two looks at the files, at least."""
LOOKED_AT = 50_000
"""Files looked at in a second, at most: a fifth of what a processor could."""
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

Stamps = Mapping[str, Mapping[str, Stamp]]
"""By folder and name."""


def serve(build: Build, prepare: Callable[[], None], folders: Sequence[Path], port: int) -> None:
    """Serve until the editor stops it with Ctrl+C. Raise EditingError where the port is taken.

    It ends so, too, when it is told to, or when its window is closed: the folder must go.
    """
    endings = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
    heard = {ending for ending in endings if signal.getsignal(ending) != signal.SIG_IGN}

    def end(*_: object) -> None:
        for ending in heard:
            signal.signal(ending, signal.SIG_IGN)  # to put things away takes a moment
        raise KeyboardInterrupt

    for ending in heard:
        signal.signal(ending, end)
    with suppress(KeyboardInterrupt), serving(build, folders, port, prepare) as address:
        print(f"網站在 {address}，存檔後會自動更新；按 Ctrl+C 結束。", flush=True)
        threading.Event().wait()
    print(file=sys.stderr)


@contextmanager
def serving(
    build: Build,
    folders: Sequence[Path],
    port: int = 0,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """Build, serve and follow `folders` for as long as the block lasts; yield the home page's
    address. The first build is over, well or badly, before the block begins.

    Builds are made by another process, which does `prepare` before the first.
    """
    with TemporaryDirectory(prefix="support-measures-") as session:
        site = Path(session) / "site"
        preview = Preview(site)
        stop = threading.Event()
        with _listening(preview, port) as server, ExitStack() as at_end:
            address = f"http://127.0.0.1:{server.server_port}/"
            with on_call(partial(_problems, build, site, address), prepare) as ask:
                built = _stamps(folders)
                _rebuild(preview, ask)
                for work in (
                    partial(server.serve_forever, poll_interval=0.05),
                    partial(_follow, preview, ask, folders, built, stop),
                ):
                    thread = threading.Thread(target=work)
                    thread.start()
                    at_end.callback(thread.join)  # once no build keeps it any more
                try:
                    yield address
                finally:
                    stop.set()
                    preview.close()
                    server.shutdown()


def _listening(preview: Preview, port: int) -> "_Server":
    try:
        return _Server(("127.0.0.1", port), partial(_Handler, preview))
    except OSError as error:
        raise EditingError(f"連接埠 {port} 不能用（{error.strerror}），請換一個 --port") from None


def _follow(
    preview: Preview,
    ask: Callable[[], Sequence[str]],
    folders: Sequence[Path],
    built: Stamps,
    stop: threading.Event,
) -> None:
    """Build after every change since the files were as in `built`, until `stop`."""
    while not stop.wait(LOOK_EVERY + sum(map(len, built.values())) / LOOKED_AT):
        now = _stamps(folders)
        if now != built:
            built = now
            _rebuild(preview, ask)


def _rebuild(preview: Preview, ask: Callable[[], Sequence[str]]) -> None:
    """Show what a build makes, or its problems."""
    try:
        problems = ask()
    except OSError as error:  # what has made it was killed
        problems = [_told(error)]
    if preview.closed:
        return
    if problems:
        preview.fail(problems)
        print("\n".join(problems), file=sys.stderr, flush=True)
    else:
        preview.show()


def _problems(build: Build, site: Path, address: str) -> Sequence[str]:
    """Build; what is wrong, in words, since they come from another process."""
    try:
        build(site, address)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    except jinja2.TemplateSyntaxError as error:
        return [f"{error.filename}:{error.lineno}: 範本寫錯了：{error.message}"]
    except Exception as error:  # an editor's session outlives any fault of a build
        return [_told(error)]
    return []


def _told(error: Exception) -> str:
    return f"做網站時出錯：{type(error).__name__}: {error}"


def _stamps(folders: Sequence[Path]) -> Stamps:
    """The stamps of all files; a file that goes while we look is not there."""
    return {parent: stamps(Path(parent)) for folder in folders for parent, _, _ in os.walk(folder)}


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
