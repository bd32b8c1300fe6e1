"""Segments of the word index, kept for the next build; those that are still right, out.

Several are in a file, in two parts: what is known of their words, which is read at once, and the
words, which are most of it and are read where they are asked for.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, pairwise

from catalogue.cache import Cache
from catalogue.word_index import Segment


def load_segments(cache: Cache, name: str, made_for: bytes) -> dict[bytes, Segment]:
    """The segments kept under a name for the same `made_for`, in order, by their keys."""
    found = cache.load_with_bytes(name, _words(name), made_for)
    if found is None:
        return {}
    told, words = found
    ends = accumulate((segment.ends[-1] for segment in told.values()), initial=0)
    return {
        key: replace(segment, words=words[start:end])
        for (key, segment), (start, end) in zip(told.items(), pairwise(ends), strict=True)
    }


def save_segments(
    cache: Cache, name: str, made_for: bytes, segments: Mapping[bytes, Segment]
) -> None:
    """Keep segments, in this order."""
    told = {key: replace(segment, words=b"") for key, segment in segments.items()}
    words = (segment.words for segment in segments.values())
    cache.save_with_bytes(name, _words(name), made_for, told, words)


def _words(name: str) -> str:
    return f"{name}-words"
