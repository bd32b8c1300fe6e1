"""Rendered pages in; whatever in them could harm a reader, a calendar or a spreadsheet, out.

Every file is read by a parser that is not ours: html5lib (strictly), icalendar, feedparser,
ElementTree, json, csv.
"""

import bz2
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import html5lib
import icalendar

from catalogue.feeds import feed_tasks
from catalogue.matching_data import matching_tasks
from catalogue.model import Catalogue
from catalogue.pages import page_tasks
from catalogue.publication import Page, Publication
from catalogue.sitemap import render_sitemap
from tests.sample import all_calendars, all_data, pages_of

ROOT = Path(__file__).parent.parent.parent
PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://example.org/catalogue/")
LARGE = replace(PUBLICATION, is_large=True)
SCHEMES = {"", "http", "https", "mailto", "tel", "webcal"}
ADDRESSES = {"action", "background", "cite", "data", "formaction", "href", "poster", "src"}
NEVER = {"applet", "base", "embed", "frame", "iframe", "object", "plaintext", "style", "xmp"}
OUR_SCRIPTS = re.compile(r"(\./|(\.\./)+|/catalogue/)assets/js/[a-z-]+\.js")
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
FORMULA = re.compile("[=+@\t\r＝＋－＠﹦﹢﹣﹫-]")
CALENDAR_NAMES = {
    "VCALENDAR": "PRODID VERSION CALSCALE METHOD NAME X-WR-CALNAME X-WR-TIMEZONE "
    "REFRESH-INTERVAL X-PUBLISHED-TTL",
    "VTIMEZONE": "TZID",
    "STANDARD": "DTSTART TZOFFSETFROM TZOFFSETTO TZNAME",
    "VEVENT": "UID DTSTAMP LAST-MODIFIED DTSTART DTEND RRULE SUMMARY DESCRIPTION LOCATION "
    "CATEGORIES URL STATUS TRANSP",
    "VALARM": "ACTION DESCRIPTION TRIGGER",
}
ATOM = {
    "feed": {"id", "title", "subtitle", "updated", "author", "link", "entry"},
    "author": {"name"},
    "entry": {"id", "title", "updated", "link", "category", "content"},
}


def render(catalogue: Catalogue, publication: Publication = PUBLICATION) -> list[Page]:
    """Everything that is published of a catalogue, but for the search index."""
    data = all_data(catalogue, publication)
    calendars = all_calendars(catalogue, publication, ())
    tasks = chain(*page_tasks(catalogue, publication, ROOT / "templates"))
    pages = [
        *pages_of(task for task in tasks if task.name != "assets"),
        *(Page(path=path, content=content) for path, content in (data | calendars).items()),
        *pages_of(feed_tasks(catalogue, publication, ())),
        *pages_of(matching_tasks(catalogue, publication)),
    ]
    return [*pages, *render_sitemap((page.path for page in pages), publication)]


def faults(pages: Iterable[Page]) -> Iterator[str]:
    """What is wrong, one line each; nothing for a harmless site."""
    lower: set[str] = set()
    for page in pages:
        yield from (f"{page.path}: {fault}" for fault in _path_faults(page.path, lower))
        if page.path.endswith(".bz2"):
            content = bz2.decompress(page.content)
            page = Page(path=page.path.removesuffix(".bz2"), content=content)
        check = CHECKS.get(PurePosixPath(page.path).suffix)
        if check is None:
            yield f"{page.path}: nobody knows how to check it"
            continue
        try:
            yield from (f"{page.path}: {fault}" for fault in check(page.content.decode()))
        except Exception as error:
            yield f"{page.path}: does not parse: {error!r}"


def _path_faults(path: str, lower: set[str]) -> Iterator[str]:
    parts = path.split("/")
    if not path.isascii() or not path.isprintable() or set(path) & set('\\:*?"<>| '):
        yield "a character that not every file system takes"
    if path.startswith("/") or {"", ".", ".."} & set(parts):
        yield "a path that leads elsewhere"
    if any(RESERVED.fullmatch(part) for part in parts):
        yield "a name reserved by Windows"
    if path.lower() in lower:
        yield "a path used twice"
    lower.add(path.lower())


def html_faults(text: str) -> Iterator[str]:
    """Of one HTML page."""
    if hidden := HIDDEN.search(text.replace("\r", "").replace("\n", "")):
        yield f"a hidden character U+{ord(hidden[0]):04X}"
    try:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    except html5lib.html5parser.ParseError as error:
        yield f"not well-formed: {error!r}"
        root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    policies = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield "a comment"
            continue
        policies += element.get("http-equiv") == "Content-Security-Policy"
        yield from _element_faults(element)
    if policies != 1:
        yield f"{policies} content security policies"


def _element_faults(element: "ElementTree.Element[Any]") -> Iterator[str]:
    if element.tag in NEVER:
        yield f"an element <{element.tag}>"
    if element.tag == "script":
        if element.get("type") == "application/ld+json":
            yield from json_faults(element.text or "")
        elif not OUR_SCRIPTS.fullmatch(element.get("src", "")) or element.text:
            yield f"a script that is not ours: {element.attrib} {element.text}"
    if element.tag == "meta" and element.get("http-equiv") == "refresh":
        yield from _address_faults(element.get("content", "").partition("url=")[2])
    for name, value in element.attrib.items():
        if str(name).startswith("on") or name in ("style", "srcdoc"):
            yield f"an attribute {name}={value!r}"
        if name in ADDRESSES:
            yield from _address_faults(value)


def _address_faults(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme.lower() not in SCHEMES:
        yield f"an address with the scheme {parts.scheme!r}: {address}"
    if not parts.netloc.isascii() or "@" in parts.netloc or "\\" in address:
        yield f"an address with a doubtful host: {address}"
    if not parts.scheme and parts.netloc:
        yield f"an address without scheme on another host: {address}"


def json_faults(text: str) -> Iterator[str]:
    """Of JSON, JSON-LD and JSON Schema."""
    stack = [json.loads(text)]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += [*value, *value.values()]
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str) and (hidden := HIDDEN.search(value)):
            yield f"a hidden character U+{ord(hidden[0]):04X}"


def csv_faults(text: str) -> Iterator[str]:
    """Of a table for spreadsheets."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    if {len(row) for row in rows} != {len(rows[0])}:
        yield "rows of different lengths"
    for cell in (cell for row in rows for cell in row):
        if FORMULA.match(cell):
            yield f"a formula: {cell!r}"
        if hidden := HIDDEN.search(cell):
            yield f"a hidden character U+{ord(hidden[0]):04X}"


def calendar_faults(text: str) -> Iterator[str]:
    """Of an iCalendar file."""
    lines = text.split("\r\n")
    if any("\n" in line or "\r" in line or HIDDEN.search(line) for line in lines):
        yield "a line break or hidden character inside a line"
    if any(len(line.encode()) > 75 for line in lines):
        yield "a line of more than 75 octets"
    calendar = icalendar.Calendar.from_ical(text)
    for component in calendar.walk():
        names = CALENDAR_NAMES.get(component.name or "", "").split()
        if foreign := set(component.keys()) - set(names):
            yield f"foreign properties in {component.name}: {foreign}"
        if component.errors:
            yield f"errors: {component.errors}"


def xml_faults(text: str) -> Iterator[str]:
    """Of the feed and the sitemap."""
    if HIDDEN.search(text.replace("\n", "")):
        yield "a hidden character"
    root = ElementTree.fromstring(text.encode())
    if not root.tag.endswith("}feed"):
        return
    if feedparser.parse(text)["bozo"]:
        yield "feedparser complains"
    for element in root.iter():
        known = ATOM.get(element.tag.partition("}")[2], set())
        if foreign := {child.tag.partition("}")[2] for child in element} - known:
            yield f"foreign elements in {element.tag}: {foreign}"
        if element.get("href"):
            yield from _address_faults(element.get("href", ""))
        if element.get("type") in ("html", "xhtml"):
            yield "a text that readers take for HTML"


def text_faults(text: str) -> Iterator[str]:
    """Of robots.txt."""
    if HIDDEN.search(text.replace("\n", "")):
        yield "a hidden character"


CHECKS: Mapping[str, Callable[[str], Iterator[str]]] = {
    ".html": html_faults,
    ".json": json_faults,
    ".jsonld": json_faults,
    ".csv": csv_faults,
    ".ics": calendar_faults,
    ".xml": xml_faults,
    ".txt": text_faults,
}
