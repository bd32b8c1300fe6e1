"""Requests of browsers on this machine in; what a preview shows, as a web server sends it, out."""

import sys
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from catalogue import urls
from catalogue.editing import EditingError
from catalogue.editing.preview import ASSETS, Preview

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


def listening(preview: Preview, port: int) -> ThreadingHTTPServer:
    """What answers with the files of a preview, once it is told to serve.

    Port 0 is any that is free. Raise EditingError where the port is taken.
    """
    try:
        return _Server(("127.0.0.1", port), partial(_Handler, preview))
    except OSError as error:
        raise EditingError(f"連接埠 {port} 不能用（{error.strerror}），請換一個 --port") from None


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
