"""The real site, built once: every link leads somewhere, every page says what it is."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from tests.conftest import BASE_URL

HOST = "http://127.0.0.1"


class Links(HTMLParser):
    """Addresses that a page points at, and the ids that others can point at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.meta: dict[str, str] = {}
        self.rel: dict[str, str] = {}
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.targets += [values[name] for name in ("href", "src", "action") if name in values]
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "meta" and "name" in values:
            self.meta[values["name"]] = values["content"]
        if tag == "link":
            self.rel[values["rel"]] = values["href"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="session")
def pages(built_site: Path) -> dict[str, Links]:
    """Address of every HTML page -> what it links to."""
    return {
        BASE_URL + path.relative_to(built_site).as_posix().removesuffix("index.html"): Links(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(built_site.rglob("*.html"))
    }


def published(built_site: Path, address: str) -> Path:
    path = unquote(urlsplit(address).path).removeprefix(urlsplit(BASE_URL).path)
    return built_site / (f"{path}index.html" if path == "" or path.endswith("/") else path)


def internal(pages: dict[str, Links]) -> Iterator[tuple[str, str]]:
    for address, links in pages.items():
        for target in links.targets:
            full = urljoin(address, target)
            if full.startswith(HOST):
                yield address, full


def test_every_internal_link_leads_to_a_file(built_site: Path, pages: dict[str, Links]) -> None:
    broken = {
        (page, target)
        for page, target in internal(pages)
        if not published(built_site, target).is_file()
    }
    assert broken == set()


def test_every_anchor_exists(pages: dict[str, Links]) -> None:
    missing = {
        (page, target)
        for page, target in internal(pages)
        if (fragment := urlsplit(target).fragment)
        and fragment not in pages[target.partition("#")[0].partition("?")[0]].ids
    }
    assert missing == set()


def test_no_link_leaves_the_base_path(pages: dict[str, Links]) -> None:
    assert {target for _, target in internal(pages) if not target.startswith(BASE_URL)} == set()


def test_every_page_has_a_description_and_a_canonical_address(pages: dict[str, Links]) -> None:
    for address, links in pages.items():
        assert links.meta["description"], address
        assert links.rel["canonical"] == address


def test_ids_are_unique_and_headings_in_order(pages: dict[str, Links]) -> None:
    for address, links in pages.items():
        assert len(links.ids) == len(set(links.ids)), address
        assert links.headings[:1] == [1], address
        assert links.headings.count(1) == 1, address
        steps = zip(links.headings, links.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), address


def test_every_kind_of_page_is_there(built_site: Path) -> None:
    kinds = [
        "index.html",
        "measures/index.html",
        "measures/citd/index.html",
        "agencies/index.html",
        "agencies/idb/index.html",
        "categories/index.html",
        "categories/talent/index.html",
        "categories/technology/rd-loans/index.html",
        "services/index.html",
        "services/loans/index.html",
        "deadlines/index.html",
        "deadlines/2016-03/index.html",
        "deadlines/rolling/index.html",
        "deadlines/annual/index.html",
        "deadlines/announced/index.html",
        "deadlines/unstated/index.html",
        "deadlines/closed/index.html",
        "search/index.html",
        "handbook/index.html",
        "about/index.html",
        "policy/index.html",
        "events/index.html",
        "stories/index.html",
        "open-data/index.html",
        "accessibility/index.html",
        "offline/index.html",
        "sitemap/index.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "manifest.webmanifest",
        "service-worker.js",
        "api/v1/measures.json",
        "api/v1/measures/citd.json",
        "api/v1/measures.csv",
        "api/v1/schema.json",
        "calendar/all.ics",
        "calendar/agencies/idb.ics",
        "calendar/categories/talent.ics",
    ]
    assert [path for path in kinds if not (built_site / path).is_file()] == []


def test_the_catalogue_is_complete(built_site: Path) -> None:
    data = json.loads((built_site / "api/v1/measures.json").read_text(encoding="utf-8"))
    assert (data["edition"], data["today"], data["count"]) == (105, "2016-03-01", 42)
    assert [measure["number"] for measure in data["measures"]] == list(range(1, 43))
    assert len({measure["category"]["id"] for measure in data["measures"]}) == 5
    assert len({measure["subcategory"]["id"] for measure in data["measures"]}) == 19


def test_the_sitemap_lists_every_page_once(built_site: Path, pages: dict[str, Links]) -> None:
    listed = re.findall("<loc>(.*?)</loc>", (built_site / "sitemap.xml").read_text())
    assert sorted(listed) == sorted(page for page in pages if not page.endswith("404.html"))


def test_every_page_is_valid_html(built_site: Path) -> None:
    for path in sorted(built_site.rglob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes(), transport_encoding="utf-8")
        assert parser.errors == [], path
