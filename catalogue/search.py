"""Measures and their pages in; the search index that the browser reads, out.

What is indexed is what a reader sees: the text of each measure page's article, by the sections
its template marks with `data-field`. A measure becomes a small `SearchEntry`, made of it alone;
entries become shards, each made of its own measures alone; so all may be made in any order, kept,
and made again where something changed. Published under `search/`:

- `index.json`: which shards there are, the words of the vocabulary, the synonyms;
- `<shard>/shard.json`: the numbers of its measures, in the order that Pagefind's page numbers
  count; the chunks of its Pagefind index with the word each begins with, the classes of variant
  characters, the keywords, and the windows, which decide the order (see `search_columns`);
- `<shard>/facets.json`: columns of what else one can filter by, for those who do;
- `<shard>/words/*.pf_index`: Pagefind's chunks (see `pagefind`): the grams of each measure (see
  `tokens`), by the best section they stand in, and its keywords, each whole behind a mark;
- `<shard>/titles.json`: for those who sort by title;
- `<shard>/texts/<number>.json`: what a result shows of a measure, and the sections' text, for an
  excerpt around a hit, and because only the text tells whether grams stand together in it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from catalogue import model, urls
from catalogue.pagefind import index_texts, page_text
from catalogue.prose import plain_text
from catalogue.publication import Page
from catalogue.schedule import compact_window
from catalogue.search_columns import Window, column, windows_column
from catalogue.tasks import Read, Task, parts, task
from catalogue.tokens import VARIANTS, Variants, grams, tokenize
from catalogue.vocabulary import Vocabulary

SHARD = 5_000
"""Measures of a shard, by their number: 1 to 5,000 are in shard 0.

Measured on generated measures: Pagefind takes 0.6 MB a measure, 3 GB for a shard; each further
shard costs a reader about 8 kB more for every gram of a query (`docs/scale.md`).
"""
FIELD_RANKS = {"title": 0, "summary": 1, "answers": 2, "services": 2, "preferences": 2}
"""Where a hit counts more: title, summary, what is offered; everything else is the last rank."""
RANKS = 4
KEYWORD_MARK = "\u01c3"
"""Begins a keyword in the index (ǃ), so that it is not taken for text of the page."""

_ARTICLE = re.compile(r'<article class="measure[ "].*?</article>', re.DOTALL)
_FIELD = re.compile(r'<[a-z]+ [^>]*data-field="([a-z]+)"[^>]*>')


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchEntry:
    """A measure as search sees it: what Pagefind gets, what a result shows, values of facets."""

    number: int
    title: str
    words: str
    text: bytes
    keywords: tuple[str, ...]
    category: str
    agencies: tuple[str, ...]
    services: tuple[str, ...]
    preferences: tuple[str, ...]
    windows: tuple[Window, ...]


def search_entry(measure: model.Measure, html: str) -> SearchEntry:
    """What search keeps of a measure and its page."""
    fields = read_fields(html)
    text = {
        "id": measure.id,
        "title": measure.title,
        "summary": measure.summary,
        "belongs": "、".join(agency.name for agency in measure.agencies)
        + f"・{measure.subcategory.name}",
        "fields": [field for field in fields if field[0] != "title"],
    }
    return SearchEntry(
        number=measure.number,
        title=measure.title,
        words=page_text(_ranked_grams(fields), map(_keyword_word, measure.keywords)),
        text=_json(text),
        keywords=measure.keywords,
        category=measure.category.id,
        agencies=tuple(agency.id for agency in measure.agencies),
        services=tuple(dict.fromkeys(service.type.id for service in measure.services)),
        preferences=tuple(dict.fromkeys(preference.type for preference in measure.preferences)),
        windows=tuple(map(_frozen_window, measure.windows)),
    )


def _frozen_window(window: model.Window) -> Window:
    return tuple(tuple(d) if isinstance(d, list) else d for d in compact_window(window))


def read_fields(html: str) -> tuple[tuple[str, str], ...]:
    """Name and text of each section of a measure page's article."""
    article = _ARTICLE.search(html)
    if article is None:
        raise ValueError("a measure page without an article")
    parts = _FIELD.split(article[0])
    return tuple(
        (name, plain_text(part)) for name, part in zip(parts[1::2], parts[2::2], strict=True)
    )


def _ranked_grams(fields: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The grams of each rank that no better one has."""
    ranks: list[set[str]] = [set() for _ in range(RANKS)]
    for name, text in fields:
        ranks[FIELD_RANKS.get(name, RANKS - 1)] |= grams(text)
    better: set[str] = set()
    for rank in ranks:
        rank -= better
        better |= rank
    return ranks


def _keyword_word(keyword: str) -> str:
    """A keyword as the index has it: `fold` of search-engine.js makes the same of a query."""
    tokens = tokenize(keyword)
    return KEYWORD_MARK + "".join(t.text[0] if t.kind == "pair" else t.text for t in tokens)


def search_tasks(catalogue: model.Catalogue, read: Read) -> Iterator[Task]:
    """Every file of the search index; `read` hands out the measures' pages."""
    shard_of = shards_of(catalogue)
    shards = [(shard_of[some[0].id], some) for some in parts(catalogue.measures, SHARD)]
    known = vocabulary_variants(catalogue.vocabulary)
    for number, measures in shards:
        render = partial(_shard, number, measures, known, read)
        yield task(f"search, {number}", measures, render, with_search=True, waits=True)
    numbers = [number for number, _ in shards]
    index = partial(_index, catalogue.vocabulary, numbers)
    yield task("search", (), index, also=repr(numbers))


def shards_of(catalogue: model.Catalogue) -> dict[str, int]:
    """The shard of each measure, by its id."""
    return {measure.id: (measure.number - 1) // SHARD for measure in catalogue.measures}


def _shard(
    number: int, measures: Sequence[model.Measure], known: Variants, read: Read
) -> Iterator[Page]:
    entries = [
        search_entry(measure, read(urls.file_of(urls.measure(measure.id))).decode())
        for measure in measures
    ]
    yield from render_shard(number, entries, known)


def _index(vocabulary: Vocabulary, shards: Sequence[int]) -> Iterator[Page]:
    yield render_search_index(vocabulary, shards)


def render_search_index(vocabulary: Vocabulary, shards: Sequence[int]) -> Page:
    """What search knows besides the measures."""
    synonyms = _synonyms(vocabulary)
    return _page(
        "index.json",
        {
            "shards": shards,
            "variants": str(vocabulary_variants(vocabulary)),
            "synonyms": synonyms,
            "ignored": vocabulary.synonyms.ignored,
            "subjects": vocabulary.synonyms.subjects,
            **_vocabulary(vocabulary),
        },
    )


def vocabulary_variants(vocabulary: Vocabulary) -> Variants:
    """The classes of the words that readers may type."""
    some = vocabulary.synonyms
    words = [word for synonym in _synonyms(vocabulary) for word in synonym["from"]]
    words += [*some.ignored, *some.subjects]
    return VARIANTS.restricted_to({token.text for word in words for token in tokenize(word)})


def render_shard(number: int, entries: Sequence[SearchEntry], known: Variants) -> list[Page]:
    """The files of one shard, from its own entries alone, which are in order of their numbers.

    `known` are the classes that `index.json` brings already.
    """
    variants = VARIANTS.restricted_to(entry.words for entry in entries)
    chunks = index_texts([entry.words for entry in entries])
    shard = {
        "numbers": _runs(entry.number for entry in entries),
        "words": [[chunk.first, f"{chunk.name}.pf_index"] for chunk in chunks],
        "variants": " ".join(row for row in variants.classes if row not in known.classes),
        "keywords": list(dict.fromkeys(word for entry in entries for word in entry.keywords)),
        "windows": windows_column(entry.windows for entry in entries),
    }
    facets = {
        "category": column((entry.category,) for entry in entries),
        "agency": column(entry.agencies for entry in entries),
        "service": column(entry.services for entry in entries),
        "preference": column(entry.preferences for entry in entries),
    }
    return [
        _page(f"{number}/shard.json", shard),
        _page(f"{number}/facets.json", facets),
        _page(f"{number}/titles.json", [entry.title for entry in entries]),
        *(
            Page(path=f"{urls.SEARCH}{number}/words/{chunk.name}.pf_index", content=chunk.content)
            for chunk in chunks
        ),
        *(
            Page(path=f"{urls.SEARCH}{number}/texts/{entry.number}.json", content=entry.text)
            for entry in entries
        ),
    ]


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Consecutive numbers as `[first, how many]`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    return runs


def _vocabulary(vocabulary: Vocabulary) -> Mapping[str, Any]:
    return {
        "categories": [[category.id, category.name] for category in vocabulary.categories],
        "agencies": [[agency.id, agency.name, *agency.short] for agency in vocabulary.agencies],
        "services": [[kind.id, kind.name] for kind in vocabulary.service_types],
    }


def _synonyms(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Words that stand for others, those for the same together: a reader waits for every byte.

    `everyday` ones are looked up without being asked.
    """
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
    alike: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for word, others in means.items():
        alike.setdefault((tuple(dict.fromkeys(others)), word in everyday), []).append(word)
    return [
        {"from": words, "to": others, "everyday": is_everyday}
        for (others, is_everyday), words in alike.items()
    ]


def _page(name: str, value: Any) -> Page:
    return Page(path=f"{urls.SEARCH}{name}", content=_json(value))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
