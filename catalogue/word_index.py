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
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, chain, repeat
from operator import sub
from struct import iter_unpack

SEGMENT = 64
"""Measures of a segment, by their number: few, for a change of one makes all of it anew."""
RANKS = 4
CHUNK = 8_000
"""Bytes of a chunk before it is compressed, unless one word alone takes more. Half of it is left
after compression: what a reader pays for a word."""
LONGEST_NAME = 8
"""Characters of a chunk's name; words that agree in so many stay together."""
DIGEST = 16
"""Bytes of a hash."""
_ASCII = 127

Ranked = Sequence[Collection[str]]
"""The words of a text by the rank of the best section they stand in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """What is known of the words of some measures; `words` has them.

    A large catalogue has a million pairs of segment and bucket, hence the arrays.
    """

    buckets: "array[int]"
    """Those of the words, in order."""
    ends: "array[int]"
    """Where what is of each of them ends in `words`."""
    digests: bytes
    """A hash of what is of each of them, DIGEST bytes each."""
    characters: str
    """All that occur in the words, each once."""
    words: bytes | memoryview
    """For each bucket, pickled: `{word: (first posting, last posting, steps between them)}`."""

    @property
    def by_bucket(self) -> dict[int, bytes]:
        """The digests, each with its bucket."""
        each = chain.from_iterable(iter_unpack(f"{DIGEST}s", self.digests))
        return dict(zip(self.buckets, each, strict=True))

    def words_in(self, bucket: int) -> bytes | memoryview:
        """What `words` has of a bucket; nothing where none are in it."""
        place = bisect_left(self.buckets, bucket)
        if place == len(self.buckets) or self.buckets[place] != bucket:
            return b""
        return self.words[self.ends[place - 1] if place else 0 : self.ends[place]]


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


def bucket_of(word: str, bits: int) -> int:
    """The bucket of a word; of two words, the greater one is in the same or in a later bucket.

    Where buckets are as narrow as one code point, its second one counts, too, in numbers and Latin
    words: so many begin with the same digit that a new amount would make a tenth of them anew.
    """
    first = ord(word[0])
    if bits:
        return first >> bits
    second = min(ord(word[1]), _ASCII) if first <= _ASCII and len(word) > 1 else 0
    return first << _ASCII.bit_length() | second


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
        found[bucket_of(word, bits)][word] = (of_word[0], of_word[-1], steps)
    pickled = [pickle.dumps(words, pickle.HIGHEST_PROTOCOL) for words in found.values()]
    return Segment(
        buckets=array("L", found),
        ends=array("L", accumulate(map(len, pickled))),
        digests=b"".join(blake2b(words, digest_size=DIGEST).digest() for words in pickled),
        characters="".join(sorted(set().union(*postings))),
        words=b"".join(pickled),
    )


def joined_digests(each: Iterable[Mapping[int, bytes]]) -> dict[int, bytes]:
    """A digest of what goes into each bucket, in order, from those of some segments each.

    One after the other: they differ, since the numbers of measures do.
    """
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for digests in each:
        deque(map(list.append, map(found.__getitem__, digests), digests.values()), maxlen=0)
    return {bucket: b"".join(found[bucket]) for bucket in sorted(found)}


def chunks_of(bucket: int, bits: int, segments: Iterable[Segment]) -> list[Chunk]:
    """The chunks of a bucket, in order; `segments` are in order of their measures' numbers."""
    postings: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for segment in segments:
        words = segment.words_in(bucket)
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
        for first, entries in _cut(postings, lambda name: bucket_of(name, bits) == bucket)
    ]


def _cut(
    postings: Mapping[str, bytearray], is_inside: Callable[[str], bool]
) -> Iterator[tuple[str, list[bytes]]]:
    """The entries of each chunk, and its name's text, which is in the same bucket."""
    first, size, before = "", 0, ""
    entries: list[bytes] = []
    for word in sorted(postings):
        entry = _entry(word, postings[word])
        if entries and size + len(entry) > CHUNK and word[:LONGEST_NAME] != before[:LONGEST_NAME]:
            yield first, entries
            entries, size = [], 0
        if not entries:
            names = (word[:end] for end in range(1, len(word) + 1))
            first = next(name for name in names if name > before and is_inside(name))
        entries.append(entry)
        size += len(entry)
        before = word
    if entries:
        yield first, entries


def _entry(word: str, postings: bytearray) -> bytes:
    written = word.encode()
    return b"".join((_integer(len(written)), written, _integer(len(postings)), postings))


def _steps(numbers: Sequence[int]) -> bytes:
    steps = list(map(sub, numbers[1:], numbers))
    return bytes(steps) if max(steps) < 128 else b"".join(map(_integer, steps))


@lru_cache(maxsize=2**16)
def _integer(number: int) -> bytes:
    """LEB128."""
    written = bytearray()
    while number >= 128:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
