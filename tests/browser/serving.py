"""Serves a built site the way GitHub Pages does, on this machine only.

In: a folder and the base path it is published under. Out: the address of its home page, for as
long as the `with` block lasts. Like GitHub Pages: nothing outside the base path, /folder goes to
/folder/, a missing file answers 404 with the site's own 404.html, and no folder is ever listed;
where it is asked to be `thrifty`, texts are compressed and may be used again for ten minutes, too.
"""

import gzip
import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

# Complete, so that the answer does not depend on the machine's own list of types.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
COMPRESSED = {".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"}
# GitHub's own answer for .pagefind, .pf_index, .pf_fragment and whatever else it does not know.
UNKNOWN_TYPE = "application/octet-stream"


Hear = Callable[[str], HTTPStatus | None]
"""Told the path of every request, query and all; may wait, and give a status to answer with."""


@contextmanager
def serve(
    folder: Path, base_path: str = "/", hear: Hear | None = None, thrifty: bool = False
) -> Iterator[str]:
    """Serve `folder` under `base_path` (slash at both ends); yield http://127.0.0.1:PORT/BASE/."""
    if not (base_path.startswith("/") and base_path.endswith("/")):
        raise ValueError(f"a base path begins and ends with a slash: {base_path!r}")
    handler = partial(
        _SiteHandler, base_path=base_path, hear=hear, thrifty=thrifty, directory=str(folder)
    )
    with _QuietServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{base_path}"
        finally:
            server.shutdown()
            thread.join()


class _SiteHandler(SimpleHTTPRequestHandler):
    def __init__(
        self,
        *arguments: Any,
        base_path: str,
        hear: Hear | None,
        thrifty: bool,
        directory: str,
    ) -> None:
        self.base_path = base_path
        self.hear = hear
        self.thrifty = thrifty
        super().__init__(*arguments, directory=directory)

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        status = self.hear(self.path) if self.hear else None
        if status is not None:
            super().send_error(status)
            return None
        path = urlsplit(self.path).path
        if path + "/" == self.base_path:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.base_path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if not path.startswith(self.base_path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        if self.thrifty and (text := self._text()) is not None:
            body = gzip.compress(text.read_bytes(), 6)
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", self.guess_type(text))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            return io.BytesIO(body)
        return super().send_head()

    def _text(self) -> Path | None:
        """The file that is asked for, if it is one that is worth compressing."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        return file if file.suffix in COMPRESSED and file.is_file() else None

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(self.base_path))

    def list_directory(self, path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        custom = Path(self.directory, "404.html")
        inside = urlsplit(self.path).path.startswith(self.base_path)
        if code != HTTPStatus.NOT_FOUND or not inside or not custom.is_file():
            super().send_error(code, message, explain)
            return
        body = custom.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", CONTENT_TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        if self.thrifty:
            self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def guess_type(self, path: object) -> str:
        return CONTENT_TYPES.get(PurePosixPath(str(path)).suffix, UNKNOWN_TYPE)

    def log_message(self, *_: object) -> None:
        """Tests read answers, not a log."""


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong here, but not that the browser dropped a connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
