"""Segments of the word index, kept for the next build, several in a file; what is kept, out.

A file is in two parts: what is known of the words, which is read at once, and the words, which are
most of it and are read where they are asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, repeat

from catalogue.cache import Cache
from catalogue.word_index import Segment, joined_digests


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The segments of a file, in order, by their keys, and what is known of all of them.

    That is worked out once, where a segment is made: a build of one change asks it of each file.
    """

    segments: Mapping[bytes, Segment]
    digests: Mapping[int, bytes]
    """Of what they have in each bucket (see `joined_digests`)."""
    characters: str
    """All that occur in their words, each once."""

    def with_words(self, words: Iterable[bytes | memoryview]) -> "Group":
        """The same with these words, each segment's."""
        each = zip(self.segments.items(), words, strict=False)
        return replace(self, segments={key: replace(s, words=its) for (key, s), its in each})


NONE = Group(segments={}, digests={}, characters="")


def group_of(segments: Mapping[bytes, Segment]) -> Group:
    """The group of these segments."""
    characters = set().union(*(segment.characters for segment in segments.values()))
    return Group(
        segments=segments,
        digests=joined_digests(segment.by_bucket for segment in segments.values()),
        characters="".join(sorted(characters)),
    )


def load_group(cache: Cache, name: str, made_for: bytes) -> Group:
    """The group kept under a name for the same `made_for`; NONE where there is none."""
    found = cache.load_with_bytes(name, _words(name), made_for)
    if found is None:
        return NONE
    group: Group
    group, words = found
    ends = accumulate((s.ends[-1] for s in group.segments.values()), initial=0)
    return group.with_words(words[start:end] for start, end in pairwise(ends))


def save_group(cache: Cache, name: str, made_for: bytes, group: Group) -> None:
    """Keep a group."""
    words = (segment.words for segment in group.segments.values())
    cache.save_with_bytes(name, _words(name), made_for, group.with_words(repeat(b"")), words)


def _words(name: str) -> str:
    return f"{name}-words"
