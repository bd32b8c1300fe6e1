"""The parser of Markdown: CommonMark and tables, nothing that alters a fact.

It takes longer to import than to make the pages of a small change, which often need none: so
`prose` imports it where there is something to parse.
"""

import mdurl
from markdown_it import MarkdownIt


class _Markdown(MarkdownIt):
    """Addresses stay as they are written; no look-alike host becomes a right one (Punycode)."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return mdurl.encode(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


MARKDOWN = _Markdown("commonmark", {"html": False}).enable("table")
