"""Measure pages in; the search index that the browser reads, out.

What is indexed is what a reader sees: the text of each measure page's article, by the sections
its template marks with `data-field`. Published under `search/`:

- `index.json`: the chunks of the Pagefind index with the word each begins with, the classes of
  variant characters, the words of the vocabulary, the synonyms, and per measure what filters and
  ranking need; in page-number order;
- `words/*.pf_index`: Pagefind's chunks (see `pagefind`), tokens made by `tokens`;
- `documents/<n>.json`: titles and summaries, a block of measures each;
- `texts/<id>.json`: the sections' text, for an excerpt around a hit.

Between two runs of Han that follow one another across punctuation, and between sections, stands
one token more (`GAP`), so that consecutive positions mean consecutive text: the browser can check
a phrase by every second pair, and need not fetch the chunks of the others.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from catalogue import urls
from catalogue.model import Catalogue, Measure
from catalogue.pagefind import index_texts
from catalogue.prose import plain_text
from catalogue.publication import Page
from catalogue.schedule import compact_window
from catalogue.tasks import Read, Task, task
from catalogue.tokens import VARIANTS, tokenize
from catalogue.vocabulary import Vocabulary

GAP = "\U0010fffd"
"""Sorts after every word of a text, so that only the last chunk carries its many positions."""
FIELD_RANKS = {"title": 0, "summary": 1, "answers": 2, "services": 2, "preferences": 2}
"""Where a hit counts more: title, summary, what is offered; everything else is OTHER_RANK."""
OTHER_RANK = 3
BLOCK = 50
"""Measures per block of titles and summaries."""

_ARTICLE = re.compile(r'<article class="measure[ "].*?</article>', re.DOTALL)
_FIELD = re.compile(r'<[a-z]+ [^>]*data-field="([a-z]+)"[^>]*>')


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A measure as search sees it: the text of each section of its page, in order."""

    measure: Measure
    fields: tuple[tuple[str, str], ...]


def read_fields(html: str) -> tuple[tuple[str, str], ...]:
    """Name and text of each section of a measure page's article."""
    article = _ARTICLE.search(html)
    if article is None:
        raise ValueError("a measure page without an article")
    parts = _FIELD.split(article[0])
    return tuple(
        (name, plain_text(part)) for name, part in zip(parts[1::2], parts[2::2], strict=True)
    )


def search_tasks(catalogue: Catalogue, read: Read) -> Iterator[Task]:
    """Every file of the search index; `read` hands out the measures' pages."""
    yield task("search", catalogue.measures, partial(_index, catalogue, read))


def _index(catalogue: Catalogue, read: Read) -> Iterator[Page]:
    documents = [
        Document(
            measure=measure,
            fields=read_fields(read(urls.file_of(urls.measure(measure.id))).decode()),
        )
        for measure in catalogue.measures
    ]
    tokens = [_field_tokens(document) for document in documents]
    chunks = index_texts(" ".join(word for field in fields for word in field) for fields in tokens)
    for chunk in chunks:
        yield Page(path=f"{urls.SEARCH}words/{chunk.name}.pf_index", content=chunk.content)
    words = {word for fields in tokens for field in fields for word in field}
    yield _json_page(
        "index.json",
        {
            "words": [[chunk.first, f"{chunk.name}.pf_index"] for chunk in chunks],
            "variants": str(VARIANTS.restricted_to(words | _edited_words(catalogue))),
            "block": BLOCK,
            "synonyms": _synonyms(catalogue.vocabulary),
            "ignored": catalogue.vocabulary.synonyms.ignored,
            **_vocabulary(catalogue.vocabulary),
            "measures": [
                _facets(document, fields)
                for document, fields in zip(documents, tokens, strict=True)
            ],
        },
    )
    for number, start in enumerate(range(0, len(documents), BLOCK)):
        block = documents[start : start + BLOCK]
        yield _json_page(
            f"documents/{number}.json",
            [[document.measure.title, document.measure.summary] for document in block],
        )
    for document in documents:
        yield _json_page(f"texts/{document.measure.id}.json", document.fields)


def _field_tokens(document: Document) -> list[list[str]]:
    """The tokens of each section, with GAP where consecutive tokens are not consecutive text."""
    return [_with_gaps(text) for _, text in document.fields]


def _with_gaps(text: str) -> list[str]:
    words: list[str] = []
    end = 0
    paired = False
    for token in tokenize(text):
        is_paired = token.kind in ("pair", "single")
        if words and paired and is_paired and token.start >= end:
            words.append(GAP)
        words.append(token.text)
        end, paired = token.end, is_paired
    words.append(GAP)
    return words


def _facets(document: Document, tokens: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What filters and ranking need of one measure; ids refer to the vocabulary lists."""
    measure = document.measure
    return {
        "id": measure.id,
        "category": measure.category.id,
        "subcategory": measure.subcategory.name,
        "agencies": [agency.id for agency in measure.agencies],
        "services": list(dict.fromkeys(service.type.id for service in measure.services)),
        "preferences": list(dict.fromkeys(preference.type for preference in measure.preferences)),
        "windows": [compact_window(window) for window in measure.windows],
        "fields": _field_ends(document, tokens),
        "keywords": list(measure.keywords),
    }


def _field_ends(document: Document, tokens: Sequence[Sequence[str]]) -> list[int]:
    """Rank and number of tokens of each section, flat: `[0, 12, 1, 40, …]`."""
    flat: list[int] = []
    for (name, _), words in zip(document.fields, tokens, strict=True):
        flat += (FIELD_RANKS.get(name, OTHER_RANK), len(words))
    return flat


def _vocabulary(vocabulary: Vocabulary) -> Mapping[str, Any]:
    return {
        "categories": [[category.id, category.name] for category in vocabulary.categories],
        "agencies": [[agency.id, agency.name, *agency.short] for agency in vocabulary.agencies],
        "services": [[kind.id, kind.name] for kind in vocabulary.service_types],
    }


def _synonyms(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Every word that stands for others; `everyday` ones are looked up without being asked."""
    means: dict[str, list[str]] = {}
    everyday: set[str] = set()
    synonyms = vocabulary.synonyms
    for group in synonyms.groups:
        for word in group:
            means.setdefault(word, []).extend(other for other in group if other != word)
    for agency in vocabulary.agencies:
        for word in agency.short:
            means.setdefault(word, []).append(agency.name)
            everyday.add(word)
    for meaning in (*synonyms.everyday, *synonyms.abbreviations):
        for word in meaning.words:
            means.setdefault(word, []).extend(other for other in meaning.means if other != word)
            everyday.add(word)
    return [
        {"from": word, "to": list(dict.fromkeys(others)), "everyday": word in everyday}
        for word, others in means.items()
    ]


def _edited_words(catalogue: Catalogue) -> set[str]:
    """The tokens of synonyms, words to ignore and keywords: readers type these in variants too."""
    texts = [
        *(synonym["from"] for synonym in _synonyms(catalogue.vocabulary)),
        *catalogue.vocabulary.synonyms.ignored,
        *(keyword for measure in catalogue.measures for keyword in measure.keywords),
    ]
    return {token.text for text in texts for token in tokenize(text)}


def _json_page(name: str, value: Any) -> Page:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Page(path=f"{urls.SEARCH}{name}", content=text.encode())
