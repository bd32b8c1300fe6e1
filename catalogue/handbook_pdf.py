"""The handbook's page and the style sheets in; a PDF out, or what keeps it from being made.

WeasyPrint sets the type: an optional package that needs Pango of the system, and is therefore
imported where it is used. It gets its files from here, never from a disk or a network. The same
pages give the same bytes on the same machine: the only date in them is the publication's.

A PDF says which pages it was made from (`identify`), so that a site cannot be published with one
that tells other deadlines than its pages do.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from catalogue import urls
from catalogue.publication import Page, Publication

VARIANT = "pdf/ua-1"
"""ISO 14289-1: tagged, so that it can be read aloud, searched and reflowed."""


class HandbookError(Exception):
    """The PDF cannot be made or published; the message says why."""


def identify(sources: Iterable[Page]) -> str:
    """What tells the PDF of these pages from any other: 64 hexadecimal digits."""
    digest = sha256()
    for path, content in sorted(_needed(sources).items()):
        digest.update(path.encode() + b"\0" + sha256(content).digest())
    return digest.hexdigest()


def typeset(sources: Iterable[Page], publication: Publication, title: str, author: str) -> bytes:
    """The PDF of the handbook's page, which is among `sources` with all that it links to.

    Raise HandbookError where WeasyPrint or its libraries are missing, or a file is.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
    except ImportError as error:
        raise HandbookError(f"WeasyPrint is not installed ({error}); run: make handbook") from error
    except OSError as error:
        raise HandbookError(f"WeasyPrint lacks a library: {error}") from error

    files = _needed(sources)

    class FromSources(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            path = url.removeprefix(publication.base_url)
            if path not in files:
                raise FatalURLFetchingError(f"the handbook needs {url}, which is not there")
            return URLFetcherResponse(url, files[path], {"Content-Type": "text/css"})

    html = HTML(
        string=files[urls.file_of(urls.HANDBOOK)].decode(),
        base_url=urls.absolute(publication.base_url, urls.HANDBOOK),
        url_fetcher=FromSources(),
    )
    try:
        document = html.render(pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise HandbookError(str(error)) from error
    document.metadata.title = title
    document.metadata.authors = [author]
    document.metadata.created = document.metadata.modified = publication.today.isoformat()
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identify(sources).encode())
    return pdf


def read_pdf(path: Path, sources: Iterable[Page]) -> Page:
    """The PDF in a file, to publish; raise HandbookError unless it was made from `sources`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HandbookError(f"cannot read {path}: {error.strerror}") from error
    whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    if not whole or f"/ID [({identify(sources)})".encode() not in content:
        raise HandbookError(
            f"{path} was not made from this content, for this day and this --base-url; "
            "make it again: build.py handbook"
        )
    return Page(path=urls.HANDBOOK_PDF, content=content)


def _needed(sources: Iterable[Page]) -> Mapping[str, bytes]:
    """The page and the style sheets; scripts and pictures leave no trace on paper."""
    return {
        page.path: page.content
        for page in sources
        if page.path.endswith(".css") or page.path == urls.file_of(urls.HANDBOOK)
    }
