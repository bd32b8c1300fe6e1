"""The sitemap and robots.txt, as a crawler reads them."""

from datetime import date
from xml.etree import ElementTree

from catalogue.publication import Publication
from catalogue.sitemap import render_sitemap

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://org.github.io/repo/")
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(xml: bytes) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(xml).iter(f"{SITEMAPS}loc")]


def test_every_page_stands_there_once_and_nothing_else() -> None:
    paths = [
        "index.html",
        "measures/citd/index.html",
        "measures/citd/",
        "404.html",
        "assets/css/site.css",
        "api/v1/measures.json",
        "search/a&b/",
    ]

    sitemap, robots = render_sitemap(paths, PUBLICATION)

    assert sitemap.path == "sitemap.xml"
    assert locations(sitemap.content) == [
        "https://org.github.io/repo/",
        "https://org.github.io/repo/measures/citd/",
        "https://org.github.io/repo/search/a%26b/",
    ]
    assert b"lastmod" not in sitemap.content
    assert robots.path == "robots.txt"
    assert robots.content == (
        b"User-agent: *\nAllow: /\n\nSitemap: https://org.github.io/repo/sitemap.xml\n"
    )


def test_up_to_fifty_thousand_pages_need_one_file() -> None:
    pages = list(render_sitemap((f"measures/m{n}/" for n in range(50_000)), PUBLICATION))

    assert [page.path for page in pages] == ["sitemap.xml", "robots.txt"]


def test_more_are_split_under_an_index() -> None:
    pages = {
        page.path: page.content
        for page in render_sitemap((f"measures/m{n}/" for n in range(50_001)), PUBLICATION)
    }

    assert list(pages) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml", "robots.txt"]
    assert ElementTree.fromstring(pages["sitemap.xml"]).tag == f"{SITEMAPS}sitemapindex"
    assert locations(pages["sitemap.xml"]) == [
        "https://org.github.io/repo/sitemap-1.xml",
        "https://org.github.io/repo/sitemap-2.xml",
    ]
    assert len(locations(pages["sitemap-1.xml"])) == 50_000
    assert locations(pages["sitemap-2.xml"]) == ["https://org.github.io/repo/measures/m50000/"]


def test_the_list_it_reads_may_grow_meanwhile() -> None:
    """The build adds these pages to the very list whose addresses it hands over."""
    paths = ["index.html"]

    paths += (page.path for page in render_sitemap((path for path in paths), PUBLICATION))

    assert paths == ["index.html", "sitemap.xml", "robots.txt"]
