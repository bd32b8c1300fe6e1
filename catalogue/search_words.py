"""The texts of measures in; the word index of all, out: `search/words/*.bin`.

A measure's words are the grams of its text (see `tokens`), by the best section they stand in, and
its keywords, each whole behind a mark. The index is made in two steps (see `word_index`), of
which the first, a segment of measures, is kept for the next build: that then works out those
whose texts have changed, and makes the chunks of the words that are different in them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from catalogue import urls
from catalogue.cache import Cache
from catalogue.inputs import digest
from catalogue.model import Catalogue, Measure
from catalogue.parallel import Watch, shared_out, unwatched, worth
from catalogue.publication import Files, Page
from catalogue.search_texts import ranked_grams, text_source
from catalogue.segments import Group, group_of, load_group, save_group
from catalogue.tasks import Read, Task, parts, task
from catalogue.tokens import tokenize
from catalogue.word_index import (
    RANKS,
    SEGMENT,
    Ranked,
    Segment,
    bucket_bits,
    chunks_of,
    joined_digests,
    segment_of,
)

TOGETHER = 8
"""Segments that are kept in one file: each file is open while its words are read."""
KEYWORD_MARK = "\u01c3"
"""Begins a keyword in the index (ǃ), so that it is not taken for text of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of a whole catalogue, in groups of segments by number."""

    groups: tuple[Group, ...]
    bits: int
    measures: int

    @property
    def characters(self) -> set[str]:
        """All that occur."""
        return set().union(*(group.characters for group in self.groups))

    @property
    def segments(self) -> Iterator[Segment]:
        """All, in order."""
        return chain.from_iterable(group.segments.values() for group in self.groups)


def read_words(
    catalogue: Catalogue,
    files: Files,
    read: Read,
    cache: Cache,
    shared: bytes,
    jobs: int,
    watch: Watch = unwatched,
    is_large: bool = False,
) -> Words:
    """The words of all measures.

    `files` are those of the site so far, of which the texts (of a large site, the pages) are asked
    for with `read`; `shared` is a digest of everything else that words depend on.
    """
    shelf = _Shelf(read, is_large, bucket_bits(len(catalogue.measures)), cache, shared)
    of_files: dict[int, list[_Part]] = {}
    for measures in parts(catalogue.measures, SEGMENT):
        number = (measures[0].number - 1) // SEGMENT
        sources = [text_source(measure, is_large) for measure in measures]
        key = _key(measures, map(files.__getitem__, sources), shelf.bits, shared)
        part = _Part(measures=measures, sources=sources, key=key)
        of_files.setdefault(number // TOGETHER, []).append(part)
    shelved = [_File(name=f"words-{number}", parts=some) for number, some in of_files.items()]
    found = {file.name: shelf.find(file) for file in shelved}
    stale = [file for file in shelved if not found[file.name]]
    processes = worth(jobs, SEGMENT * TOGETHER * len(stale))
    lost = dict(chain(*shared_out(shelf.fill, stale, processes, watch)))
    return Words(
        groups=tuple(found[f.name] or lost.get(f.name) or shelf.take(f) for f in shelved),
        bits=shelf.bits,
        measures=len(catalogue.measures),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """The measures of a segment, the files of their texts, and what their words depend on."""

    measures: Sequence[Measure]
    sources: Sequence[str]
    key: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """The parts whose segments are kept together."""

    name: str
    parts: Sequence[_Part]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Segments that are kept, and how to make those that are not."""

    read: Read
    is_large: bool
    bits: int
    cache: Cache
    shared: bytes

    def find(self, file: _File) -> Group | None:
        """The group of a file, if all that is in it is kept as it must be."""
        kept = load_group(self.cache, file.name, self.shared)
        return kept if list(kept.segments) == [part.key for part in file.parts] else None

    def take(self, file: _File) -> Group:
        """The group of a file; segments that are not kept are made, and kept."""
        kept = load_group(self.cache, file.name, self.shared)
        made = {p.key: kept.segments.get(p.key) or self._segment(p) for p in file.parts}
        if list(made) == list(kept.segments):
            return kept
        group = group_of(made)
        save_group(self.cache, file.name, self.shared, group)
        return group

    def fill(self, files: Iterator[_File]) -> list[tuple[str, Group]]:
        """Make what is not kept; the groups of files that could not be kept, by their names.

        All others would only be sent from process to process, and be in the memory of both.
        """
        lost = []
        for file in files:
            group = self.take(file)
            if not self.find(file):
                whole = (bytes(segment.words) for segment in group.segments.values())
                lost.append((file.name, group.with_words(whole)))
        return lost

    def _segment(self, part: _Part) -> Segment:
        texts = zip(part.measures, map(self.read, part.sources), strict=True)
        words = ((m.number, _words(m, text, self.is_large)) for m, text in texts)
        return segment_of(words, self.bits)


def _key(measures: Sequence[Measure], hashes: Iterable[str], bits: int, shared: bytes) -> bytes:
    read = [(m.number, hashed, m.keywords) for m, hashed in zip(measures, hashes, strict=True)]
    return digest(shared, repr((bits, read)).encode())


def _words(measure: Measure, text: bytes, is_large: bool) -> Ranked:
    ranks = ranked_grams(text, is_large)
    ranks[RANKS - 1].update(map(_keyword_word, measure.keywords))
    return ranks


def _keyword_word(keyword: str) -> str:
    """A keyword as the index has it: `fold` of search-engine.js makes the same of a query."""
    tokens = tokenize(keyword)
    return KEYWORD_MARK + "".join(t.text[0] if t.kind == "pair" else t.text for t in tokens)


def word_tasks(words: Words) -> Iterator[Task]:
    """The chunks of the index, a bucket a task."""
    digests = joined_digests(group.digests for group in words.groups)
    total = sum(map(len, digests.values()))
    for bucket, digested in digests.items():
        yield task(
            f"words {bucket:x} of {words.bits}",
            (),
            partial(_chunks, bucket, words),
            also=digest(digested).hex(),
            effort=words.measures * len(digested) / total,
        )


def _chunks(bucket: int, words: Words) -> Iterator[Page]:
    for chunk in chunks_of(bucket, words.bits, words.segments):
        yield Page(path=urls.search_words(chunk.first), content=chunk.content)
