"""The texts of measures in; the word index of all, out: `search/words/*.bin`.

It is made in two steps, of which the first, segments of measures, is kept for the next build (see
`segment_shelf`): that looks at what has changed, and makes the chunks (see `word_index`) of the
words that are different in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from catalogue import urls
from catalogue.cache import Cache
from catalogue.inputs import digest
from catalogue.model import Catalogue
from catalogue.parallel import Watch, shared_out, unwatched, worth
from catalogue.publication import Page
from catalogue.segment_shelf import SegmentShelf, Texts, part_of
from catalogue.segments import SEGMENT, Segment, bucket_bits, joined_digests
from catalogue.tasks import Task, parts, task
from catalogue.word_index import chunks_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of a whole catalogue, in segments by number."""

    segments: tuple[Segment, ...]
    bits: int
    measures: int

    @property
    def characters(self) -> set[str]:
        """All that occur."""
        return set().union(*(segment.characters for segment in self.segments))


def read_words(
    catalogue: Catalogue,
    texts: Texts,
    cache: Cache,
    shared: bytes,
    jobs: int,
    watch: Watch = unwatched,
) -> Words:
    """The words of all measures; `shared` is a digest of what they depend on besides their texts
    and keywords."""
    bits = bucket_bits(len(catalogue.measures))
    shelf = SegmentShelf(texts, bits, cache, digest(shared, repr((bits, texts.is_large)).encode()))
    wanted = [
        part_of(f"words-{(measures[0].number - 1) // SEGMENT}", measures, texts)
        for measures in parts(catalogue.measures, SEGMENT)
    ]
    found = {part.name: shelf.find(part) for part in wanted}
    stale = [part for part in wanted if found[part.name] is None]
    processes = worth(jobs, SEGMENT * len(stale))
    for lost in shared_out(shelf.fill, stale, processes, watch):
        found.update(lost)
    segments = (found[part.name] or shelf.take(part) for part in wanted)
    return Words(segments=tuple(segments), bits=bits, measures=len(catalogue.measures))


def word_tasks(words: Words) -> Iterator[Task]:
    """The chunks of the index, a bucket a task."""
    digests = joined_digests(segment.by_bucket for segment in words.segments)
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
