"""A content folder without fault in; its catalogue, quickly: in several processes, and only what
has changed since an earlier build.

Whatever is not as it should be is left to `validation`, which reads everything in order and tells
of every problem: `load_quickly` then returns None. So there is one way to judge content. It is
imported where something has to be read: that takes longer than everything else here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from catalogue.cache import Cache
from catalogue.folders import measure_files, strays
from catalogue.inputs import Stamp
from catalogue.model import Catalogue, Measure, in_order
from catalogue.packing import Viewed, pack, unpack
from catalogue.parallel import shared_out, worth
from catalogue.problems import ContentError
from catalogue.views import Views, view_measure
from catalogue.vocabulary import Vocabulary
from catalogue.writing import Story, TextPage

_WORDS, _MEASURES, _SINCE = "catalogue", "measures", "measures-since"
"""Names in the cache: everything but measures; measures; those that have changed since, which are
few and so quickly written."""
MAX_SINCE = 500
"""How few; above that, they are written with the others."""

Batch = tuple[Mapping[str, Stamp], bytes]
"""The stamps of measures' files by name, and the measures, packed in that order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A catalogue, and what lists show of its measures on a day."""

    catalogue: Catalogue
    views: Views


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """All of a catalogue but its measures."""

    vocabulary: Vocabulary
    pages: tuple[TextPage, ...]
    stories: tuple[Story, ...]


def load_quickly(
    content: Path, now: Mapping[str, Stamp], today: date, jobs: int, cache: Cache, shared: bytes
) -> Loaded | None:
    """The catalogue as it is shown on a day, or None where anything is wrong with its files.

    `now` are the stamps of what is in the measures' folder, `shared` is a digest of the day and of
    all else that reading a measure depends on, but its file.
    """
    folder = content / "measures"
    kept, since = _batches(cache, _MEASURES, shared), _batches(cache, _SINCE, shared)
    try:
        words = _words(content, cache, shared)
        viewed = _unchanged(words.vocabulary, (*kept, *since), now)
        if not now.keys() <= {name for names, _ in (*kept, *since) for name in names}:
            if any(strays(content)):
                return None
            now = {path.name: now[path.name] for path, _ in measure_files(folder)}
        stale = [name for name in now if name not in viewed]
        work = partial(_read, words.vocabulary, folder, today, now)
        new = shared_out(work, stale, worth(jobs, len(stale))) if stale else []
    except (ContentError, OSError, KeyError):  # KeyError: of a file that has just come
        return None
    for names, packed in new:
        viewed.update(zip(names, unpack(words.vocabulary, packed), strict=True))
    measures = [measure for measure, _ in viewed.values()]
    if not measures or _is_claimed_twice(measures):
        return None
    if new:
        _keep(cache, shared, words.vocabulary, kept, [*since, *new], viewed, now)
    catalogue = Catalogue(
        vocabulary=words.vocabulary,
        measures=in_order(measures),
        pages=words.pages,
        stories=words.stories,
    )
    known = {measure.id: view for measure, view in viewed.values()}
    return Loaded(catalogue=catalogue, views=Views(today, known))


def _words(content: Path, cache: Cache, shared: bytes) -> _Words:
    words: _Words | None = cache.load(_WORDS, shared)
    if words is None:
        from catalogue.validation import load_prose, load_vocabulary

        vocabulary, prose = load_vocabulary(content), load_prose(content)
        words = _Words(vocabulary=vocabulary, pages=prose.pages, stories=prose.stories)
        cache.save(_WORDS, shared, words)
    return words


def _batches(cache: Cache, name: str, shared: bytes) -> list[Batch]:
    kept: list[Batch] | None = cache.load(name, shared)
    return kept or []


def _keep(
    cache: Cache,
    shared: bytes,
    vocabulary: Vocabulary,
    kept: Sequence[Batch],
    since: Sequence[Batch],
    viewed: Mapping[str, Viewed],
    now: Mapping[str, Stamp],
) -> None:
    """Keep the measures for the next build, writing as little as can be."""
    if _count((*kept, *since)) > 2 * len(viewed):  # most of them are of files that are no more
        whole = {name: now[name] for name in viewed}
        kept, since = (), [(whole, pack(vocabulary, viewed.values()))]
    if not kept or _count(since) > MAX_SINCE:
        cache.save(_MEASURES, shared, [*kept, *since])
        since = ()
    cache.save(_SINCE, shared, list(since))


def _count(batches: Iterable[Batch]) -> int:
    return sum(len(names) for names, _ in batches)


def _unchanged(
    vocabulary: Vocabulary, batches: Iterable[Batch], now: Mapping[str, Stamp]
) -> dict[str, Viewed]:
    """The measures of files that are as they were, by their names."""
    return {
        name: viewed
        for names, packed in batches
        for (name, then), viewed in zip(names.items(), unpack(vocabulary, packed), strict=True)
        if now.get(name) == then
    }


def _read(
    vocabulary: Vocabulary,
    folder: Path,
    today: date,
    now: Mapping[str, Stamp],
    names: Iterator[str],
) -> Batch:
    from catalogue.validation import measure_reader

    read = measure_reader(vocabulary)
    viewed = {}
    for name in names:
        measure = read(folder / name)
        viewed[name] = (measure, view_measure(measure, today))
    return {name: now[name] for name in viewed}, pack(vocabulary, viewed.values())


def _is_claimed_twice(measures: Sequence[Measure]) -> bool:
    """Whether two measures have a number, a title or an address in common."""
    names = [name for m in measures for name in (m.id, *m.aliases)]
    return any(
        len(set(values)) < len(values)
        for values in (names, [m.number for m in measures], [m.title for m in measures])
    )
