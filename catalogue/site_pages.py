"""The site's other pages in; what search finds them by, out: `search/pages/`.

These are pages of prose and tools: what editors write (`content/pages`, the stories) and what the
site says of itself. Not measures, which have an index of their own, nor lists of them: so this
index grows with what people write, not with the catalogue. It is small enough for Pagefind to
make all of it in some 30 ms, and a reader loads it only once the measures found are shown.

- `index.json`: address and title of each page, first and last word and name of each chunk, the
  classes of variant characters that occur;
- `words/<name>.bin`: the chunks, as Pagefind writes them;
- `texts/<address>.json`: the text of a page, to tell whether words stand together, for excerpts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser

from pydantic_core import to_json

from catalogue import urls
from catalogue.inputs import digest
from catalogue.model import Catalogue
from catalogue.pagefind import index_words
from catalogue.publication import Page
from catalogue.tasks import Read, Task, task
from catalogue.tokens import VARIANTS, grams

_TOOLS = (
    urls.MATCH,
    urls.SHORTLIST,
    urls.CALENDARS,
    urls.OPEN_DATA,
    urls.OFFLINE,
    urls.HANDBOOK,
)
_NAVIGATION = re.compile("<nav.*?</nav>", re.DOTALL)
_NOT_PROSE = {"noscript", "pre", "svg"}
_LISTS = {"cards", "chips", "choices", "links", "rows"}
"""Classes of lists: of measures, events, agencies, files; they are found by their own names."""
_BESIDES = {"landmark", "preface"}
"""Classes of what else is left out: a mark for the keyboard, and /about/ again in the handbook."""
_FIRST_MEASURES = '<section class="chapter"'
"""Where the handbook's introduction ends, and the measures begin."""
_CHANGING = {"data-today": "今天", "data-count-status": "…"}
"""What stands for a text that scripts bring up to date: an excerpt would show that of the build."""
_INLINE = {"a", "abbr", "b", "code", "em", "i", "label", "span", "strong", "time"}
_VOID = {"br", "hr", "img", "input", "wbr"}


@dataclass(frozen=True, kw_only=True, slots=True)
class SitePage:
    """What a reader sees on a page: its heading, and the rest of its prose, a block a line."""

    address: str
    title: str
    text: str


def site_page_tasks(catalogue: Catalogue, read: Read) -> Iterator[Task]:
    """The index of the pages, which `read` hands out."""
    addresses = tuple(_addresses(catalogue))
    # Not the pages' hashes: the handbook holds all measures, and the index takes long to make.
    prose = (_html_of_prose(read(urls.file_of(address)).decode()) for address in addresses)
    known = repr(addresses), digest(*(html.encode() for html in prose)).hex()
    yield task("search, other pages", (), partial(_index, addresses, read), also=" ".join(known))


def _addresses(catalogue: Catalogue) -> Iterator[str]:
    """The pages that are found, in the order in which results are shown."""
    for page in catalogue.pages:
        yield f"{page.id}/"
    yield from (urls.EVENTS, *_TOOLS, urls.STORIES)
    for story in catalogue.stories:
        yield urls.story(story.id)


def _index(addresses: Sequence[str], read: Read) -> Iterator[Page]:
    pages = [read_page(address, read(urls.file_of(address)).decode()) for address in addresses]
    words = [grams(page.title, page.text) for page in pages]
    chunks = index_words(words)
    index = {
        "pages": [[page.address, page.title] for page in pages],
        "chunks": [[chunk.first, chunk.last, chunk.name] for chunk in chunks],
        "variants": str(VARIANTS.restricted_to(frozenset().union(*words))),
    }
    yield Page(path=urls.SEARCH_PAGES, content=to_json(index))
    for chunk in chunks:
        yield Page(path=urls.search_page_words(chunk.name), content=chunk.content)
    for page in pages:
        told = {"title": page.title, "text": page.text}
        yield Page(path=urls.search_page_text(page.address), content=to_json(told))


def read_page(address: str, html: str) -> SitePage:
    """A page's prose, from its HTML; raise ValueError where it has no main part or heading."""
    prose = _Prose()
    prose.feed(_html_of_prose(html))
    prose.close()
    title, text = prose.parts["title"], prose.parts["text"]
    if not title:
        raise ValueError(f"{address}: a page without a heading")
    return SitePage(address=address, title=_lines(title), text=_lines(text))


def _html_of_prose(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return _NAVIGATION.sub("", main.partition(_FIRST_MEASURES)[0])


def _lines(parts: Iterable[str]) -> str:
    return re.sub(r"\s*\n\s*", "\n", "".join(parts)).strip()


class _Prose(HTMLParser):
    """Collects the title and the text of a page without what is hidden or no prose."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: Mapping[str, list[str]] = {"title": [], "text": []}
        self._goes_to: list[str | None] = ["text"]
        """Of each open element, which part its text belongs to, if any."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = self._goes_to[-1]
        told = dict(attrs)
        classes = set((told.get("class") or "").split())
        if tag in _NOT_PROSE or "hidden" in told or classes & (_LISTS | _BESIDES):
            part = None
        elif part and (changing := _CHANGING.keys() & told):
            self.parts[part].append(_CHANGING[changing.pop()])
            part = None
        elif part and tag == "h1":
            part = "title"
        self._begin_line(tag)
        if tag not in _VOID:
            self._goes_to.append(part)

    def handle_endtag(self, tag: str) -> None:
        self._begin_line(tag)
        if tag not in _VOID:  # "<br />" ends, too
            self._goes_to.pop()

    def handle_data(self, data: str) -> None:
        part = self._goes_to[-1]
        if part:
            self.parts[part].append(re.sub(r"\s+", " ", data))

    def _begin_line(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts["text"].append("\n")
