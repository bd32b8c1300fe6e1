"""Which of some measures have which words: the first of two steps to the word index. Pure.

An inverted index in two steps, so that a change of one measure costs little, and memory does not
grow with the catalogue: the words of SEGMENT measures at a time become a `Segment`, and then, for
a range of words at a time (a bucket), what all segments have becomes chunks (see `word_index`).
Where few measures of a segment have changed, it is `patched` by the words they lost and gained.

A posting is a measure's number and the rank of its best section that has the word: one integer,
`number * RANKS + rank`.
"""

import pickle
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, chain, repeat
from operator import sub
from struct import iter_unpack

SEGMENT = 512
"""Measures of a segment, by their number. Many, so that few segments are to be merged: it takes as
long to patch one of few."""
RANKS = 4
DIGEST = 16
"""Bytes of a hash."""
_ASCII = 127
_NONE: frozenset[int] = frozenset()

Ranked = Sequence[Collection[str]]
"""The words of a text by the rank of the best section they stand in."""
Change = tuple[Ranked, Ranked]
"""The words of a measure before and now; none where there was, or is, no such measure."""
Entry = tuple[str, int, int, bytes]
"""A word, its first posting, its last, and the steps between them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """What is known of the words of some measures; `words` has them.

    A large catalogue has hundreds of thousands of pairs of segment and bucket, hence the arrays.
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
    """For each bucket the entries of its words, packed."""

    @property
    def by_bucket(self) -> dict[int, bytes]:
        """The digests, each with its bucket."""
        each = chain.from_iterable(iter_unpack(f"{DIGEST}s", self.digests))
        return dict(zip(self.buckets, each, strict=True))

    def entries_in(self, bucket: int) -> Iterator[Entry]:
        """The entries of a bucket's words, in order; none where it has none."""
        place = bisect_left(self.buckets, bucket)
        if place < len(self.buckets) and self.buckets[place] == bucket:
            yield from _unpacked(self._part(place))

    def _part(self, place: int) -> bytes | memoryview:
        return self.words[self.ends[place - 1] if place else 0 : self.ends[place]]

    @property
    def packed(self) -> dict[int, bytes | memoryview]:
        """What `words` has of each bucket."""
        return {bucket: self._part(place) for place, bucket in enumerate(self.buckets)}


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
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for word in sorted(postings):
        found[bucket_of(word, bits)].append(_entry(word, postings[word]))
    packed = {bucket: _packed(entries) for bucket, entries in found.items()}
    return _segment(packed, {}, set().union(*postings))


def patched(segment: Segment, bits: int, changes: Mapping[int, Change]) -> Segment:
    """The segment, once the measures of these numbers have other words.

    The same that `segment_of` makes of all texts, but only the words that differ are looked at.
    """
    lost: defaultdict[str, set[int]] = defaultdict(set)
    gained: defaultdict[str, set[int]] = defaultdict(set)
    for number, (before, now) in changes.items():
        was, has = (_postings_of(number, ranked) for ranked in (before, now))
        for word, posting in was - has:
            lost[word].add(posting)
        for word, posting in has - was:
            gained[word].add(posting)
    touched: defaultdict[int, list[str]] = defaultdict(list)
    for word in lost.keys() | gained.keys():
        touched[bucket_of(word, bits)].append(word)
    packed, digests = segment.packed, segment.by_bucket
    gone: set[str] = set()
    for bucket, words in touched.items():
        entries = {entry[0]: entry for entry in _unpacked(packed.pop(bucket, b""))}
        digests.pop(bucket, None)
        for word in words:
            known = set(_numbers(entries.pop(word))) if word in entries else set()
            if postings := known - lost.get(word, _NONE) | gained.get(word, _NONE):
                entries[word] = _entry(word, sorted(postings))
            else:
                gone.update(word)
        if entries:
            packed[bucket] = _packed([entries[word] for word in sorted(entries)])
    characters = set(segment.characters).union(*gained)
    vanished = {c for c in gone.difference(*gained) if not _occurs(c, packed, bits)}
    return _segment(packed, digests, characters - vanished)


def joined_digests(each: Iterable[Mapping[int, bytes]]) -> dict[int, bytes]:
    """A digest of what goes into each bucket, in order, from those of some segments each.

    One after the other: they differ, since the numbers of measures do.
    """
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for digests in each:
        deque(map(list.append, map(found.__getitem__, digests), digests.values()), maxlen=0)
    return {bucket: b"".join(found[bucket]) for bucket in sorted(found)}


def _segment(
    packed: Mapping[int, bytes | memoryview],
    digests: Mapping[int, bytes],
    characters: Iterable[str],
) -> Segment:
    """A segment from what its buckets have; `digests` are those that are known."""
    buckets = sorted(packed)
    words = [packed[bucket] for bucket in buckets]
    return Segment(
        buckets=array("L", buckets),
        ends=array("L", accumulate(map(len, words))),
        digests=b"".join(
            digests.get(bucket) or blake2b(its, digest_size=DIGEST).digest()
            for bucket, its in zip(buckets, words, strict=True)
        ),
        characters="".join(sorted(characters)),
        words=b"".join(words),
    )


def _packed(entries: Sequence[Entry]) -> bytes:
    """Entries in columns, which are quicker to read than a tuple each."""
    words, firsts, ends, steps = zip(*entries, strict=True)
    columns = ("\n".join(words), firsts, ends, tuple(map(len, steps)), b"".join(steps))
    return pickle.dumps(columns, pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes | memoryview) -> Iterator[Entry]:
    if not packed:
        return
    words, firsts, ends, lengths, steps = pickle.loads(packed)
    start = 0
    for word, first, end, length in zip(words.split("\n"), firsts, ends, lengths, strict=True):
        yield word, first, end, steps[start : start + length]
        start += length


def _entry(word: str, postings: Sequence[int]) -> Entry:
    """The entry of a word from its postings, in order."""
    steps = list(map(sub, postings[1:], postings))
    written = bytes(steps) if max(steps, default=0) < 128 else b"".join(map(integer, steps))
    return word, postings[0], postings[-1], written


def _numbers(entry: Entry) -> Iterator[int]:
    """The postings of an entry."""
    _, first, _, steps = entry
    return accumulate(_integers(steps), initial=first)


def _postings_of(number: int, ranked: Ranked) -> set[tuple[str, int]]:
    each = enumerate(ranked, start=number * RANKS)
    return {(word, posting) for posting, words in each for word in words}


def _occurs(character: str, packed: Mapping[int, bytes | memoryview], bits: int) -> bool:
    """Whether any word has a character: most likely one that begins with it."""
    its = packed.get(bucket_of(character, bits), b"")
    words = (entry[0] for some in (its, *packed.values()) for entry in _unpacked(some))
    return any(character in word for word in words)


@lru_cache(maxsize=2**16)
def integer(number: int) -> bytes:
    """LEB128: seven bits a byte, low ones first, the eighth set on all but the last."""
    written = bytearray()
    while number >= 128:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def _integers(written: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in written:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number, shift = 0, 0
