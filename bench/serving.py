"""Serves a built site as GitHub Pages sends it, gzip included, and keeps count of what it sends.

In: a folder. Out: the address of its home page and the list of answers, while the `with` block
lasts. A file is read and compressed when it is first asked for, and kept: later times are not the
compressor's.
"""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.browser.serving import CONTENT_TYPES, UNKNOWN_TYPE

COMPRESSED = ("text/", "application/json", "application/xml", "image/svg")
"""Content types that GitHub Pages sends in gzip."""
LEVEL = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Path and content type of one answer, the bytes of its body as sent, and when (ms, epoch)."""

    path: str
    kind: str
    size: int
    sent: float


@dataclass
class Served:
    """A site that is being served: its address, and the answers since the list was emptied."""

    address: str = ""
    answers: list[Answer] = field(default_factory=list)


@cache
def _body(file: Path, packed: bool) -> bytes:
    return gzip.compress(file.read_bytes(), LEVEL) if packed else file.read_bytes()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, folder: Path, served: Served) -> None:
        self._folder, self._served = folder, served
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._folder / path.lstrip("/")
        if path.endswith("/"):
            file = file / "index.html"
        known = file.is_file() and file.resolve().is_relative_to(self._folder.resolve())
        kind = CONTENT_TYPES.get(file.suffix, UNKNOWN_TYPE)
        packed = kind.startswith(COMPRESSED)
        body = _body(file, packed) if known else b""
        self.send_response(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if known and packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)
        sent = time.time() * 1000
        self._served.answers.append(Answer(path=path, kind=kind, size=len(body), sent=sent))

    def log_message(self, *_: object) -> None:
        """Measuring reads answers, not a log."""


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve `folder` on a free port of this machine, HTTP/1.1 with connections kept open."""
    served = Served()
    handler = partial(_Handler, folder=folder, served=served)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        served.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
