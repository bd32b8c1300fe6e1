"""A content folder without fault in; its catalogue, quickly: in several processes, and only what
has changed since an earlier build.

Whatever is not as it should be is left to `validation`, which reads everything in order and tells
of every problem: `load_quickly` then returns None. So there is one way to judge content. It is
imported where something has to be read: that takes longer than everything else here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

from catalogue.cache import Cache
from catalogue.folders import measure_files, strays
from catalogue.inputs import Source
from catalogue.model import Catalogue, Measure, in_order
from catalogue.packing import pack, unpack
from catalogue.parallel import Watch, shared_out, unwatched, worth
from catalogue.problems import ContentError
from catalogue.shelf import Batch, Shelf
from catalogue.views import Views, view_measure
from catalogue.vocabulary import Vocabulary
from catalogue.writing import Story, TextPage

_WORDS = "words"
BATCH = 500
"""Measures that a process reads before it packs them."""


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
    source: Source,
    jobs: int,
    cache: Cache,
    ahead: Callable[[], Batch] | None = None,
    watch: Watch = unwatched,
) -> Loaded | None:
    """The catalogue, or None where anything is wrong with its files.

    `ahead` waits for some measures that are being read by another process (see `read_measures`).
    """
    now = source.measures
    shelf = Shelf(cache, source.shared)
    try:
        words = _words(source, cache)
        viewed = shelf.unchanged(words.vocabulary, now)
        new = [] if ahead is None else [ahead()]
        if not now.keys() <= shelf.names:
            if any(strays(source.content)):
                return None
            now = {path.name: now[path.name] for path, _ in measure_files(_folder(source))}
        read = {name for batch in new for name in batch.stamps}
        stale = [name for name in now if name not in viewed and name not in read]
        if stale:
            work = partial(_read_all, source, words.vocabulary)
            new += chain(*shared_out(work, stale, worth(jobs, len(stale)), watch))
    except (ContentError, OSError, KeyError):  # KeyError: of a file that has just come
        return None
    for batch in new:
        viewed.update(zip(batch.stamps, unpack(words.vocabulary, batch.packed), strict=True))
    measures = [measure for measure, _ in viewed.values()]
    if not measures or _is_claimed_twice(measures):
        return None
    if new:
        shelf.put(words.vocabulary, new, viewed, now)
    catalogue = Catalogue(
        vocabulary=words.vocabulary,
        measures=in_order(measures),
        pages=words.pages,
        stories=words.stories,
    )
    known = {measure.id: view for measure, view in viewed.values()}
    return Loaded(catalogue=catalogue, views=Views(source.today, known))


def read_measures(source: Source, cache: Cache, names: Sequence[str]) -> Batch:
    """The measures of some files; raise ContentError with every problem in one of them."""
    return _read(source, _words(source, cache).vocabulary, names)


def _folder(source: Source) -> Path:
    return source.content / "measures"


def _words(source: Source, cache: Cache) -> _Words:
    words: _Words | None = cache.load(_WORDS, source.shared)
    if words is None:
        from catalogue.validation import load_prose, load_vocabulary

        vocabulary, prose = load_vocabulary(source.content), load_prose(source.content)
        words = _Words(vocabulary=vocabulary, pages=prose.pages, stories=prose.stories)
        cache.save(_WORDS, source.shared, words)
    return words


def _read_all(source: Source, vocabulary: Vocabulary, names: Iterator[str]) -> list[Batch]:
    """In batches: a measure takes several times as much memory as it does packed."""
    batches = iter(lambda: list(islice(names, BATCH)), [])
    return [_read(source, vocabulary, some) for some in batches]


def _read(source: Source, vocabulary: Vocabulary, names: Iterable[str]) -> Batch:
    from catalogue.validation import measure_reader

    read = measure_reader(vocabulary)
    viewed, folder = {}, _folder(source)
    for name in names:
        measure = read(folder / name)
        viewed[name] = (measure, view_measure(measure, source.today))
    stamps = {name: source.measures[name] for name in viewed}
    return Batch(stamps, pack(vocabulary, viewed.values()))


def _is_claimed_twice(measures: Sequence[Measure]) -> bool:
    """Whether two measures have a number, a title or an address in common."""
    names = [name for m in measures for name in (m.id, *m.aliases)]
    return any(
        len(set(values)) < len(values)
        for values in (names, [m.number for m in measures], [m.title for m in measures])
    )
