"""Watches a browser context for what a reader's developer tools would show in red.

In: a Playwright browser context and the address that the site is served from. Out: complaints,
one line each, in the order they came:

    console error: no such measure (http://127.0.0.1:8000/some/sub/path/search.js)
    page error: TypeError: x is undefined (http://127.0.0.1:8000/some/sub/path/search.js)
    answered 404: http://127.0.0.1:8000/some/sub/path/search.css
    request failed: http://127.0.0.1:8000/some/sub/path/x.js net::ERR_CONNECTION_REFUSED
    foreign request: https://fonts.example.org/a.woff2
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOUD = {"assert", "error", "warning"}
# What a reader causes by following a link while something loads, or by downloading a calendar.
CANCELLED = "net::ERR_ABORTED"
# Chromium's words for what is heard from the request itself, for workers too, and without the
# /favicon.ico that it asks for by itself.
ECHO = "Failed to load resource:"
NETWORK_SCHEMES = {"http", "https", "ws", "wss"}


def watch(context: BrowserContext, origin: str) -> list[str]:
    """Return the list that every complaint of `context`, its pages and workers is added to.

    Requests may go to the host and port of `origin` only.
    """
    complaints: list[str] = []
    home = urlsplit(origin).netloc

    def hear_console(message: ConsoleMessage) -> None:
        if message.type in LOUD and not message.text.startswith(ECHO):
            address = message.location["url"]
            complaints.append(f"console {message.type}: {message.text} ({address})")

    def hear_error(error: WebError) -> None:
        what, where = error.error, error.location["url"]
        complaints.append(f"page error: {what.name}: {what.message} ({where})")

    def hear_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in NETWORK_SCHEMES and address.netloc != home:
            complaints.append(f"foreign request: {request.url}")

    def hear_response(response: Response) -> None:
        if response.status >= HTTPStatus.BAD_REQUEST:
            complaints.append(f"answered {response.status}: {response.url}")

    def hear_failure(request: Request) -> None:
        if request.failure != CANCELLED:
            complaints.append(f"request failed: {request.url} {request.failure}")

    context.on("console", hear_console)
    context.on("weberror", hear_error)
    context.on("request", hear_request)
    context.on("response", hear_response)
    context.on("requestfailed", hear_failure)
    return complaints


def unexpected(complaints: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return the complaints in which none of the patterns is found."""
    return [line for line in complaints if not any(re.search(p, line) for p in patterns)]


def unseen(complaints: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return the patterns found in no complaint: the fault that they excuse is gone."""
    return [p for p in patterns if not any(re.search(p, line) for line in complaints)]
