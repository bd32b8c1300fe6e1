"""Segments of the word index, kept for the next build, with what they were made of; from the texts
of measures, out.

A measure's words are the grams of its text (see `tokens`), by the best section they stand in, and
its keywords, each whole behind a mark. Where few measures of a segment have changed, it is patched:
the site that is to be replaced still has their texts as they were.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from catalogue.cache import Cache
from catalogue.model import Measure
from catalogue.publication import Files
from catalogue.search_texts import ranked_grams, text_source
from catalogue.segments import RANKS, SEGMENT, Change, Ranked, Segment, patched, segment_of
from catalogue.tasks import Read
from catalogue.tokens import tokenize

FEW = SEGMENT // 8
"""Changed measures of a segment, up to which it is patched."""
KEYWORD_MARK = "\u01c3"
"""Begins a keyword in the index (ǃ), so that it is not taken for text of the page."""


def _nothing(path: str) -> bytes:
    raise FileNotFoundError(path)


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """What words are made of."""

    files: Files
    """The texts (of a large site, the pages) among the files of the site so far."""
    read: Read
    """Hands them out."""
    read_earlier: Read = field(default=_nothing)
    """Hands out those of the site that is to be replaced; raises OSError where there is none."""
    is_large: bool = False


class Source(NamedTuple):
    """What the words of a measure are made of: its keywords and the file of its text."""

    path: str
    hashed: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The measures of a segment by their numbers, in order."""

    name: str
    sources: Mapping[int, Source]


def part_of(name: str, measures: Iterable[Measure], texts: Texts) -> Part:
    """What the segment of some measures is made of."""
    sources = {}
    for measure in measures:
        path = text_source(measure, texts.is_large)
        sources[measure.number] = Source(path, texts.files[path], measure.keywords)
    return Part(name=name, sources=sources)


@dataclass(frozen=True, slots=True)
class SegmentShelf:
    """Segments that are kept, each with what it was made of, and how to make others."""

    texts: Texts
    bits: int
    cache: Cache
    made_for: bytes

    def find(self, part: Part) -> Segment | None:
        """The segment of a part, if it is kept as it must be."""
        sources, segment = self._load(part)
        return segment if sources == part.sources else None

    def take(self, part: Part) -> Segment:
        """The segment of a part; what is not kept is made, and kept."""
        sources, kept = self._load(part)
        if kept is not None and sources == part.sources:
            return kept
        segment = (kept and self._patched(kept, sources, part)) or self._made(part)
        told = (part.sources, replace(segment, words=b""))
        self.cache.save_with_bytes(part.name, _apart(part), self.made_for, told, [segment.words])
        return segment

    def fill(self, some: Iterator[Part]) -> list[tuple[str, Segment]]:
        """Make what is not kept; the segments that could not be kept, by the names of their parts.

        All others would only be sent from process to process, and be in the memory of both.
        """
        made = ((part, self.take(part)) for part in some)
        return [
            (part.name, replace(segment, words=bytes(segment.words)))
            for part, segment in made
            if not self.find(part)
        ]

    def _load(self, part: Part) -> tuple[Mapping[int, Source], Segment | None]:
        found = self.cache.load_with_bytes(part.name, _apart(part), self.made_for)
        if found is None:
            return {}, None
        (sources, segment), words = found
        return sources, replace(segment, words=words)

    def _made(self, part: Part) -> Segment:
        words = ((number, self._words(source)) for number, source in part.sources.items())
        return segment_of(words, self.bits)

    def _patched(self, kept: Segment, sources: Mapping[int, Source], part: Part) -> Segment | None:
        """The kept segment of other sources, patched; None where that does not pay, or where it is
        not known any more what was in them."""
        then, now = sources.items(), part.sources.items()
        numbers = {number for number, _ in then ^ now}
        if len(numbers) > FEW:
            return None
        changes: dict[int, Change] = {}
        for number in numbers:
            before = self._words_before(sources.get(number))
            if before is None:
                return None
            source = part.sources.get(number)
            changes[number] = (before, self._words(source) if source else ())
        return patched(kept, self.bits, changes)

    def _words(self, source: Source) -> Ranked:
        return _words(self.texts.read(source.path), source.keywords, self.texts.is_large)

    def _words_before(self, source: Source | None) -> Ranked | None:
        """The words of a source as they were; None where that is not known any more."""
        if source is None:
            return ()
        try:
            text = self.texts.read_earlier(source.path)
        except OSError:
            return None
        if sha256(text).hexdigest() != source.hashed:
            return None
        return _words(text, source.keywords, self.texts.is_large)


def _apart(part: Part) -> str:
    """The name of what is kept of a segment's words, which are read only as they are asked for."""
    return f"{part.name}-words"


def _words(text: bytes, keywords: Iterable[str], is_large: bool) -> Ranked:
    ranks = ranked_grams(text, is_large)
    ranks[RANKS - 1].update(map(_keyword_word, keywords))
    return ranks


def _keyword_word(keyword: str) -> str:
    """A keyword as the index has it: `fold` of search-engine.js makes the same of a query."""
    tokens = tokenize(keyword)
    return KEYWORD_MARK + "".join(t.text[0] if t.kind == "pair" else t.text for t in tokens)
