"""The catalogue and its words in; the rest of what search reads in the browser, out.

Published under `search/`, beside the texts (see `search_texts`) and the words (`search_words`):

- `index.json`: the numbers and keywords of all measures, which shards there are, which chunks the
  words are in, the words of the vocabulary, the classes of variant characters that occur, the
  synonyms;
- `windows/<part>.json`: the windows of WINDOWS numbers (see `search_columns`), for results, and for
  the order of those that are alike otherwise;
- `<shard>/facets.json`: of the measures of SHARD numbers columns of what else one can filter by,
  for those who do;
- `<shard>/titles.json`: for those who sort by title;
- of a large site, which has no texts, `ids/<part>.json`: where the pages of IDS numbers are.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from pydantic_core import to_json

from catalogue import model, urls
from catalogue.publication import Page
from catalogue.search_columns import Window, column, windows_column
from catalogue.search_words import Words
from catalogue.tasks import Task, parts, task
from catalogue.tokens import VARIANTS, tokenize
from catalogue.views import MeasureView, Views
from catalogue.vocabulary import Vocabulary

SHARD = 5_000
"""Measures of a shard, by their number: 1 to 5,000 are in shard 0."""

WINDOWS = 1_000
"""Numbers of a file of windows. A query reads those of what it finds first (docs/scale.md)."""

COLUMN = 0.01
"""What it takes to say something of a measure in a column, as a part of the work that it is."""
IDS = 100
"""Measures of a file of ids, by their number."""


def shard_tasks(catalogue: model.Catalogue, views: Views, is_large: bool = False) -> Iterator[Task]:
    """What order and filters need to know of measures."""
    for measures in parts(catalogue.measures, WINDOWS):
        part = (measures[0].number - 1) // WINDOWS
        render = partial(_windows, part, measures, views)
        yield task(f"search, windows {part}", measures, render, effort=COLUMN * len(measures))
    for measures in parts(catalogue.measures, SHARD):
        number = _shard_of(measures[0])
        effort = COLUMN * len(measures)
        yield task(f"search, {number}", measures, partial(_shard, number, measures), effort=effort)
        if is_large:
            render = partial(_ids, measures)
            yield task(f"search, ids of {number}", measures, render, effort=effort)


def _ids(measures: Sequence[model.Measure]) -> Iterator[Page]:
    for some in parts(measures, IDS):
        ids = {measure.number: measure.id for measure in some}
        yield _page(f"ids/{(some[0].number - 1) // IDS}.json", ids)


def _shard_of(measure: model.Measure) -> int:
    return (measure.number - 1) // SHARD


def _shard(number: int, measures: Sequence[model.Measure]) -> Iterator[Page]:
    facets = {
        "category": column((measure.category.id,) for measure in measures),
        "agency": column(tuple(agency.id for agency in m.agencies) for m in measures),
        "service": column(_different(m.facts.service_types) for m in measures),
        "preference": column(m.facts.preference_types for m in measures),
    }
    yield _page(f"{number}/facets.json", facets)
    yield _page(f"{number}/titles.json", [measure.title for measure in measures])


def _windows(part: int, measures: Sequence[model.Measure], views: Views) -> Iterator[Page]:
    """Each number has its place, of a measure or not: so an index from before a change, which a
    reader may still have, finds the windows of what has not changed."""
    of = {measure.number: _windows_of(views.of(measure)) for measure in measures}
    numbers = range(part * WINDOWS + 1, max(of) + 1)
    yield _page(f"windows/{part}.json", windows_column(of.get(number, ()) for number in numbers))


def _windows_of(view: MeasureView) -> Sequence[Window]:
    return list(map(tuple, json.loads(view.state.windows)))


def _different(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def index_tasks(
    catalogue: model.Catalogue, words: Words, paths: Iterable[str], is_large: bool = False
) -> Iterator[Task]:
    """What search reads first; `paths` are of the site's files so far, the words among them."""
    of_words = (path for path in paths if path.startswith(urls.SEARCH_WORDS))
    chunks = " ".join(sorted(map(urls.first_of_words, of_words)))
    measures = catalogue.measures
    index: dict[str, Any] = {
        "numbers": _runs(measure.number for measure in measures),
        "keywords": _different(chain.from_iterable(measure.keywords for measure in measures)),
        "windows": WINDOWS,
        "shards": list(dict.fromkeys(map(_shard_of, measures))),
        "words": {"chunks": chunks, "bits": words.bits},
    }
    if is_large:
        index["ids"] = IDS
    characters = "".join(sorted(words.characters))
    render = partial(_index, catalogue.vocabulary, characters, index)
    yield task("search", (), render, also=repr((characters, index)))


def _index(vocabulary: Vocabulary, characters: str, index: Mapping[str, Any]) -> Iterator[Page]:
    """What search knows besides the measures; `characters` are those that occur in them."""
    some = vocabulary.synonyms
    variants = VARIANTS.restricted_to([*_vocabulary_tokens(vocabulary), characters])
    whole = {
        **index,
        "variants": str(variants),
        # Lines, not lists within lists: the index takes 0.6 kB less.
        "synonyms": [
            ["\n".join(words), "\n".join(others), int(is_everyday)]
            for words, others, is_everyday in _synonyms(vocabulary)
        ],
        "ignored": some.ignored,
        "subjects": some.subjects,
        **_vocabulary(vocabulary),
    }
    yield _page("index.json", whole)


def _vocabulary_tokens(vocabulary: Vocabulary) -> Iterator[str]:
    """Of the words that readers may type."""
    some = vocabulary.synonyms
    words = [word for synonym in _synonyms(vocabulary) for word in synonym.words]
    return (token.text for token in tokenize("\n".join((*words, *some.ignored, *some.subjects))))


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Consecutive numbers as `[first, how many]`."""
    runs: list[list[int]] = []
    after = None
    for number in numbers:
        if number == after:
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
        after = number + 1
    return runs


def _vocabulary(vocabulary: Vocabulary) -> Mapping[str, Any]:
    return {
        "categories": [[category.id, category.name] for category in vocabulary.categories],
        "agencies": [[agency.id, agency.name, *agency.short] for agency in vocabulary.agencies],
        "services": [[kind.id, kind.name] for kind in vocabulary.service_types],
    }


class _Synonym(NamedTuple):
    """Words that stand for others; everyday ones are looked up without being asked."""

    words: Sequence[str]
    others: Sequence[str]
    is_everyday: bool


def _synonyms(vocabulary: Vocabulary) -> list[_Synonym]:
    """Words for the same stand together: a reader waits for every byte."""
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
    return [_Synonym(words, *meaning) for meaning, words in alike.items()]


def _page(name: str, value: Any) -> Page:
    return Page(path=f"{urls.SEARCH}{name}", content=to_json(value))
