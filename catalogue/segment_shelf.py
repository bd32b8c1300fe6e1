"""Segments of the word index, kept for the next build, with what they were made of; from the texts
of measures, out.

A measure's words are the grams of its text (see `tokens`), by the best section they stand in, and
its keywords, each whole behind a mark. Where few measures of a segment have changed, it is patched:
the site that is to be replaced still has their texts as they were.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from catalogue.cache import Cache
from catalogue.model import Measure
from catalogue.publication import Files
from catalogue.search_texts import ranked_grams, text_source
from catalogue.segments import RANKS, SEGMENT, Ranked, Segment, patched, segment_of
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The measures of a segment, and what their words are made of.

    `sources` has a line for each: its number, path and hash of its text, its keywords, with tabs in
    between. One text is quicker to read, and to compare with another, than ten thousand values.
    """

    name: str
    sources: str


class _Source(NamedTuple):
    number: int
    path: str
    hashed: str
    keywords: Sequence[str]


def part_of(name: str, measures: Iterable[Measure], texts: Texts) -> Part:
    """What the segment of some measures is made of."""
    lines = []
    for measure in measures:
        path = text_source(measure, texts.is_large)
        lines.append("\t".join((str(measure.number), path, texts.files[path], *measure.keywords)))
    return Part(name=name, sources="\n".join(lines))


def _source(line: str) -> _Source:
    number, path, hashed, *keywords = line.split("\t")
    return _Source(int(number), path, hashed, keywords)


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

    def _load(self, part: Part) -> tuple[str, Segment | None]:
        """What is kept for a part: the sources it was made of, and the segment."""
        found = self.cache.load_with_bytes(part.name, _apart(part), self.made_for)
        if found is None:
            return "", None
        (sources, segment), words = found
        return sources, replace(segment, words=words)

    def _made(self, part: Part) -> Segment:
        sources = map(_source, part.sources.split("\n"))
        return segment_of(((source.number, self._words(source)) for source in sources), self.bits)

    def _patched(self, kept: Segment, sources: str, part: Part) -> Segment | None:
        """The kept segment of other sources, patched; None where that does not pay, or where it is
        not known any more what was in them."""
        then, now = (set(lines.split("\n")) for lines in (sources, part.sources))
        before, after = (
            {source.number: source for source in map(_source, lines)}
            for lines in (then - now, now - then)
        )
        numbers = before.keys() | after.keys()
        if len(numbers) > FEW:
            return None
        try:
            words_before = {n: self._words_before(source) for n, source in before.items()}
        except OSError:
            return None
        words = {n: self._words(source) for n, source in after.items()}
        changes = {n: (words_before.get(n, ()), words.get(n, ())) for n in numbers}
        return patched(kept, self.bits, changes)

    def _words(self, source: _Source) -> Ranked:
        return _words(self.texts.read(source.path), source.keywords, self.texts.is_large)

    def _words_before(self, source: _Source) -> Ranked:
        """The words of a source as they were; raise OSError where they are not known any more."""
        text = self.texts.read_earlier(source.path)
        if sha256(text).hexdigest() != source.hashed:
            raise FileNotFoundError(source.path)
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
