"""The addresses of all pages in; `sitemap.xml` and `robots.txt`, out.

Protocol: https://www.sitemaps.org/protocol.html. A page's date is not given: only content knows
when it last changed, and a build's date would be a lie on every page that did not.
"""

from collections.abc import Iterable, Iterator
from html import escape

from catalogue import urls
from catalogue.publication import Page, Publication

MAX_ADDRESSES = 50_000
"""The protocol's limit for one file."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_sitemap(addresses: Iterable[str], publication: Publication) -> Iterator[Page]:
    """`sitemap.xml` (an index of several above 50,000 addresses) and `robots.txt`.

    `addresses` may be addresses (`measures/citd/`) or the paths of files to publish
    (`measures/citd/index.html`); what is no page that a reader can find is left out. Crawlers
    read `robots.txt` at the root of a host only, so under a base path it is a mere courtesy.
    """
    pages = dict.fromkeys(page for item in addresses if (page := _page_address(item)) is not None)
    full = [urls.absolute(publication.base_url, address) for address in pages]
    if len(full) <= MAX_ADDRESSES:
        yield Page(path=urls.SITEMAP_XML, content=_document("urlset", "url", full))
    else:
        parts = []
        for start in range(0, len(full), MAX_ADDRESSES):
            path = f"sitemap-{start // MAX_ADDRESSES + 1}.xml"
            parts.append(urls.absolute(publication.base_url, path))
            chunk = full[start : start + MAX_ADDRESSES]
            yield Page(path=path, content=_document("urlset", "url", chunk))
        yield Page(path=urls.SITEMAP_XML, content=_document("sitemapindex", "sitemap", parts))
    robots = (
        "User-agent: *\n"
        "Allow: /\n"
        "\n"
        f"Sitemap: {urls.absolute(publication.base_url, urls.SITEMAP_XML)}\n"
    )
    yield Page(path=urls.ROBOTS, content=robots.encode())


def _page_address(item: str) -> str | None:
    """The address of a page, None for any other file."""
    if item == urls.INDEX or item.endswith(f"/{urls.INDEX}"):
        return item.removesuffix(urls.INDEX)
    return item if item == urls.HOME or item.endswith("/") else None


def _document(root: str, element: str, locations: Iterable[str]) -> bytes:
    entries = "".join(
        f"<{element}><loc>{escape(location)}</loc></{element}>\n" for location in locations
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="{_NAMESPACE}">\n{entries}</{root}>\n'
    ).encode()
