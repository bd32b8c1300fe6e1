"""Which measures have a word, as files that a browser reads one of for each word it looks up.

An inverted index in two steps, so that a change of one measure costs little, and memory does not
grow with the catalogue: the words of SEGMENT measures at a time become a `Segment`, and then, for
a range of words at a time (a bucket), what all segments have becomes chunks. Both are pure: in
any order, in any process.

A posting is a measure's number and the rank of its best section that has the word: one integer,
`number * RANKS + rank`. A chunk is gzip-compressed; unpacked it is, for each word in order of
code points: the length of the word in UTF-8, the word, the length of its postings, the postings,
each as the step from the one before. All integers are variable-length (LEB128: seven bits a byte,
low ones first, the eighth set on all but the last). `templates/assets/js/word-index.js` reads it.

Chunks are named after the words they begin with (a prefix that orders them suffices), and never
go over a bucket's border: so the list of their names is all that a browser needs to know which
one to fetch, and a changed measure changes the chunks of its own words alone.
"""

import gzip
import pickle
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import repeat
from operator import sub

SEGMENT = 128
"""Measures of a segment, by their number: few, for a change of one makes all of it anew."""
RANKS = 4
CHUNK = 8_000
"""Bytes of a chunk before it is compressed, unless one word alone takes more. Half of it is left
after compression: what a reader pays for a word."""
LONGEST_NAME = 8
"""Characters of a chunk's name; words that agree in so many stay together."""

Ranked = Sequence[Collection[str]]
"""The words of a text by the rank of the best section they stand in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """What is known of the words of some measures.

    `buckets` holds pickled `{word: (first posting, last posting, steps between them)}` by the
    bucket of the words, `digests` a hash of each, `characters` all that occur in the words.
    """

    buckets: Mapping[int, bytes]
    digests: Mapping[int, bytes]
    characters: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A file of the index: the words from `first` (a prefix that orders it) up to the next's."""

    first: str
    content: bytes


def bucket_bits(measures: int) -> int:
    """How many low bits of a word's first code point do not matter to its bucket.

    Few measures have few, wide buckets, so that there are about as many chunks as their words
    fill; many have narrow ones, since all of a bucket is made anew where one word changes.
    Changes where the number of measures is a new power of two.
    """
    return max(0, 14 - measures.bit_length())


def segment_of(texts: Iterable[tuple[int, Ranked]], bits: int) -> Segment:
    """The segment of some measures' texts, in order of their numbers."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, ranked in texts:
        for posting, words in enumerate(ranked, start=number * RANKS):
            # postings[word].append(posting) for all words, without a step of the interpreter each.
            deque(map(list.append, map(postings.__getitem__, words), repeat(posting)), maxlen=0)
    found: defaultdict[int, dict[str, tuple[int, int, bytes]]] = defaultdict(dict)
    for word in sorted(postings):
        of_word = postings[word]
        steps = _steps(of_word) if len(of_word) > 1 else b""
        found[ord(word[0]) >> bits][word] = (of_word[0], of_word[-1], steps)
    buckets = {
        bucket: pickle.dumps(words, pickle.HIGHEST_PROTOCOL) for bucket, words in found.items()
    }
    return Segment(
        buckets=buckets,
        digests={n: blake2b(words, digest_size=16).digest() for n, words in buckets.items()},
        characters=frozenset().union(*postings),
    )


def bucket_digests(segments: Sequence[Segment]) -> dict[int, bytes]:
    """A digest of what goes into each bucket, in order."""
    numbers = sorted({bucket for segment in segments for bucket in segment.digests})
    return {
        bucket: b"".join(segment.digests.get(bucket, b"-") for segment in segments)
        for bucket in numbers
    }


def chunks_of(bucket: int, segments: Iterable[Segment]) -> list[Chunk]:
    """The chunks of a bucket, in order; `segments` are in order of their measures' numbers."""
    postings: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for segment in segments:
        words = segment.buckets.get(bucket)
        for word, (first, end, steps) in (pickle.loads(words) if words else {}).items():
            before = last.get(word)
            if before is None:
                postings[word] = bytearray(_integer(first))
            else:
                postings[word] += _integer(first - before)
            postings[word] += steps
            last[word] = end
    return [
        Chunk(first=first, content=gzip.compress(b"".join(entries), mtime=0))
        for first, entries in _cut(postings)
    ]


def _cut(postings: Mapping[str, bytearray]) -> Iterator[tuple[str, list[bytes]]]:
    """The entries of each chunk, and its name's text."""
    first, size, before = "", 0, ""
    entries: list[bytes] = []
    for word in sorted(postings):
        entry = _entry(word, postings[word])
        if entries and size + len(entry) > CHUNK and word[:LONGEST_NAME] != before[:LONGEST_NAME]:
            yield first, entries
            entries, size = [], 0
        if not entries:
            first = _shortest_between(before, word)
        entries.append(entry)
        size += len(entry)
        before = word
    if entries:
        yield first, entries


def _shortest_between(before: str, word: str) -> str:
    """The shortest beginning of `word` that sorts after `before`."""
    return next(word[:end] for end in range(1, len(word) + 1) if word[:end] > before)


def _entry(word: str, postings: bytearray) -> bytes:
    written = word.encode()
    return b"".join((_integer(len(written)), written, _integer(len(postings)), postings))


def _steps(numbers: Sequence[int]) -> bytes:
    steps = list(map(sub, numbers[1:], numbers))
    return bytes(steps) if max(steps) < 128 else b"".join(map(_integer, steps))


def _integer(number: int) -> bytes:
    """LEB128."""
    if number < 128:
        return _SMALL[number]
    written = bytearray()
    while number >= 128:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


_SMALL = [bytes([number]) for number in range(128)]
