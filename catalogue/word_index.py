"""Segments of words in; the word index, as files that a browser reads one of for each word it looks
up, out. Pure: in any order, in any process. (The second step; the first is in `segments`.)

A chunk is gzip-compressed; unpacked it is, for each word in order of code points: the length of
the word in UTF-8, the word, the length of its postings, the postings, each as the step from the
one before. All integers are variable-length (LEB128). `templates/assets/js/word-index.js` reads it.

Chunks are named after the words they begin with (a prefix that orders them suffices), and never
go over a bucket's border: so the list of their names is all that a browser needs to know which
one to fetch, and a changed measure changes the chunks of its own words alone.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from catalogue.segments import Segment, bucket_of, integer

CHUNK = 8_000
"""Bytes of a chunk before it is compressed, unless one word alone takes more. Half of it is left
after compression: what a reader pays for a word."""
LONGEST_NAME = 8
"""Characters of a chunk's name; words that agree in so many stay together."""
_COMPRESSION = 6
"""Level of gzip: the highest one takes half as long again, for a thousandth of the bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A file of the index: the words from `first` (a prefix that orders it) up to the next's."""

    first: str
    content: bytes


def chunks_of(bucket: int, bits: int, segments: Iterable[Segment]) -> list[Chunk]:
    """The chunks of a bucket, in order; `segments` are in order of their measures' numbers."""
    postings: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for segment in segments:
        for word, first, end, steps in segment.entries_in(bucket):
            before = last.get(word)
            if before is None:
                postings[word] = bytearray(integer(first))
            else:
                postings[word] += integer(first - before)
            postings[word] += steps
            last[word] = end
    return [
        Chunk(first=first, content=gzip.compress(b"".join(entries), _COMPRESSION, mtime=0))
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
    return b"".join((integer(len(written)), written, integer(len(postings)), postings))
