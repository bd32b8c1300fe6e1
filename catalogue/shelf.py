"""Measures that a build has read, kept for the next one; those of files that are as they were, out.

They are kept in batches, each read at one time. Most are in two large files that are written
seldom; those read since, which are few, in a small one. What is at hand of measures is read at
once, the rest of a measure where it is asked for, if ever (see `packing`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.cache import Cache
from catalogue.inputs import KEPT_STAMPS, Stamp
from catalogue.packing import Packed, Viewed, pack, unpack
from catalogue.vocabulary import Vocabulary

_MEASURES, _REST, _SINCE = "measures", "measures-rest", "measures-since"
MAX_SINCE = 500
"""Measures in the small file; above that, they are written into the large ones."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The stamps of measures' files by name, and the measures, packed in that order."""

    stamps: Mapping[str, Stamp]
    packed: Packed


class Shelf:
    """What is kept in a cache of measures that were read for the same `made_for`."""

    def __init__(self, cache: Cache, made_for: bytes) -> None:
        self._cache = cache
        self._made_for = made_for
        self._large = self._load_large()
        self._since: list[Batch] = cache.load(_SINCE, made_for) or []

    def _load_large(self) -> list[Batch]:
        found = self._cache.load_with_bytes(_MEASURES, _REST, self._made_for)
        if found is None:
            return []
        told, rest = found
        batches, start = [], 0
        for stamps, at_hand, length in told:
            batches.append(Batch(stamps, Packed(at_hand, rest[start : start + length])))
            start += length
        return batches

    @property
    def _all(self) -> list[Batch]:
        return [*self._large, *self._since]

    @property
    def names(self) -> set[str]:
        """Of files whose measures are kept, as they are now or as they were."""
        return {name for batch in self._all for name in batch.stamps}

    def unchanged(self, vocabulary: Vocabulary, now: Mapping[str, Stamp]) -> dict[str, Viewed]:
        """The measures of files that have these stamps, by the files' names."""
        return {
            name: viewed
            for batch in self._all
            for (name, then), viewed in zip(
                batch.stamps.items(), unpack(vocabulary, batch.packed), strict=True
            )
            if now.get(name) == then
        }

    def put(
        self,
        vocabulary: Vocabulary,
        new: Sequence[Batch],
        viewed: Mapping[str, Viewed],
        now: Mapping[str, Stamp],
    ) -> None:
        """Keep new batches, too; `viewed` are all measures that there are now."""
        self._since += new
        stamps = {name: now[name] for name in viewed}
        if _count(self._all) > 2 * len(viewed):  # most are of files that are not as they were
            self._large, self._since = [], [Batch(stamps, pack(vocabulary, viewed.values()))]
        if not self._large or _count(self._since) > MAX_SINCE:
            self._large, self._since = self._all, []
            self._save_large()
        self._cache.save(_SINCE, self._made_for, self._since)
        self._cache.save(KEPT_STAMPS, self._made_for, stamps)

    def _save_large(self) -> None:
        told = [(b.stamps, b.packed.at_hand, len(b.packed.rest)) for b in self._large]
        rests = (batch.packed.rest for batch in self._large)
        self._cache.save_with_bytes(_MEASURES, _REST, self._made_for, told, rests)


def _count(batches: Iterable[Batch]) -> int:
    return sum(len(batch.stamps) for batch in batches)
