"""The texts of measures in; the word index of all, out: `search/words/*.bin`.

A measure's words are the grams of its text (see `tokens`), by the best section they stand in, and
its keywords, each whole behind a mark. The index is made in two steps (see `word_index`), of
which the first, a segment of measures, is kept for the next build: that then works out those
whose texts have changed, and makes the chunks of the words that are different in them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from catalogue import urls
from catalogue.cache import Cache
from catalogue.inputs import digest
from catalogue.model import Catalogue, Measure
from catalogue.parallel import Watch, shared_out, unwatched, worth
from catalogue.publication import Page, Written
from catalogue.search_texts import ranked_grams, text_source
from catalogue.tasks import Read, Task, parts, task
from catalogue.tokens import tokenize
from catalogue.word_index import (
    RANKS,
    SEGMENT,
    Ranked,
    Segment,
    bucket_bits,
    bucket_digests,
    chunks_of,
    segment_of,
)

KEYWORD_MARK = "\u01c3"
"""Begins a keyword in the index (ǃ), so that it is not taken for text of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of a whole catalogue, in segments by number."""

    segments: tuple[Segment, ...]
    bits: int
    measures: int

    @property
    def characters(self) -> frozenset[str]:
        """All that occur."""
        return frozenset().union(*(segment.characters for segment in self.segments))


def read_words(
    catalogue: Catalogue,
    files: Iterable[Written],
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
    of_texts = urls.MEASURES if is_large else urls.SEARCH_TEXTS
    hashes = {path: hashed for path, hashed in files if path.startswith(of_texts)}
    bits = bucket_bits(len(catalogue.measures))
    stale: list[_Part] = []
    segments: dict[int, Segment] = {}
    for measures in parts(catalogue.measures, SEGMENT):
        number = (measures[0].number - 1) // SEGMENT
        sources = [text_source(measure, is_large) for measure in measures]
        key = _key(measures, map(hashes.__getitem__, sources), bits, shared)
        part = _Part(number=number, measures=measures, sources=sources, key=key)
        segment = cache.load(part.name, part.key)
        if segment is None:
            stale.append(part)
        else:
            segments[number] = segment
    work = partial(_segments, read, bits, cache, is_large)
    for made in shared_out(work, stale, worth(jobs, SEGMENT * len(stale)), watch):
        segments.update(made)
    ordered = tuple(segments[number] for number in sorted(segments))
    return Words(segments=ordered, bits=bits, measures=len(catalogue.measures))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """The measures of a segment, the files of their texts, and what their words depend on."""

    number: int
    measures: Sequence[Measure]
    sources: Sequence[str]
    key: bytes

    @property
    def name(self) -> str:
        return f"words-{self.number}"


def _key(measures: Sequence[Measure], hashes: Iterable[str], bits: int, shared: bytes) -> bytes:
    read = [(m.number, hashed, m.keywords) for m, hashed in zip(measures, hashes, strict=True)]
    return digest(shared, repr((bits, read)).encode())


def _segments(
    read: Read, bits: int, cache: Cache, is_large: bool, stale: Iterator[_Part]
) -> dict[int, Segment]:
    made = {}
    for part in stale:
        texts = zip(part.measures, map(read, part.sources), strict=True)
        segment = segment_of(((m.number, _words(m, text, is_large)) for m, text in texts), bits)
        cache.save(part.name, part.key, segment)
        made[part.number] = segment
    return made


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
    digests = bucket_digests(words.segments)
    for bucket, digested in digests.items():
        yield task(
            f"words from {bucket << words.bits:x}",
            (),
            partial(_chunks, bucket, words.segments),
            also=digest(digested).hex(),
            effort=words.measures / len(digests),
        )


def _chunks(bucket: int, segments: Sequence[Segment]) -> Iterator[Page]:
    for chunk in chunks_of(bucket, segments):
        yield Page(path=urls.search_words(chunk.first), content=chunk.content)
