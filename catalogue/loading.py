"""A content folder without fault in; its catalogue, quickly: in several processes, and only what
has changed since an earlier build.

Whatever is not as it should be is left to `validation`, which reads everything in order and tells
of every problem: `load_quickly` then returns None. So there is one way to judge content.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from catalogue.cache import Cache
from catalogue.folders import measure_files, strays
from catalogue.inputs import Stamp, stamp
from catalogue.model import Catalogue, Measure
from catalogue.parallel import shared_out, worth
from catalogue.problems import ContentError
from catalogue.validation import catalogue_of, load_prose, load_vocabulary, measure_reader
from catalogue.vocabulary import Vocabulary

_KEPT = "measures"
Packed = Mapping[str, tuple[Stamp, bytes]]
"""Measures as bytes, by the path of the file each was read from."""


def load_quickly(content: Path, jobs: int, cache: Cache, shared: bytes) -> Catalogue | None:
    """The catalogue, or None where anything is wrong with its files.

    `shared` is a digest of all that reading a measure depends on, besides its file.
    """
    try:
        vocabulary = load_vocabulary(content)
        prose = load_prose(content)
        if any(strays(content)):
            return None
        stamps = {str(path): stamp(path) for path, _ in measure_files(content / "measures")}
        if not stamps:
            return None
        earlier: Packed = cache.load(_KEPT, shared) or {}
        packed = {path: earlier[path] for path in stamps if _is_same(earlier, path, stamps[path])}
        stale = [path for path in stamps if path not in packed]
        work = partial(_read, vocabulary, stamps)
        for read in shared_out(work, stale, worth(jobs, len(stale))):
            packed.update(read)
    except (ContentError, OSError):
        return None
    unpack = _unpacker(vocabulary)
    measures = [unpack(packed[path][1]) for path in stamps]
    if _is_claimed_twice(measures):
        return None
    if stale or len(packed) != len(earlier):
        cache.save(_KEPT, shared, packed)
    return catalogue_of(vocabulary, measures, prose)


def _is_same(earlier: Packed, path: str, now: Stamp) -> bool:
    return path in earlier and earlier[path][0] == now


def _read(
    vocabulary: Vocabulary, stamps: Mapping[str, Stamp], paths: Iterator[str]
) -> dict[str, tuple[Stamp, bytes]]:
    pack, read = _packer(vocabulary), measure_reader(vocabulary)
    return {path: (stamps[path], pack(read(Path(path)))) for path in paths}


def _is_claimed_twice(measures: Sequence[Measure]) -> bool:
    """Whether two measures have a number, a title or an address in common."""
    names = [name for m in measures for name in (m.id, *m.aliases)]
    return any(
        len(set(values)) < len(values)
        for values in (names, [m.number for m in measures], [m.title for m in measures])
    )


def _entries(vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, str], object]]:
    """What measures refer to, with a name for each."""
    for agency in vocabulary.agencies:
        yield ("agency", agency.id), agency
    for category in vocabulary.categories:
        yield ("category", category.id), category
    for subcategory in vocabulary.subcategories:
        yield ("subcategory", subcategory.id), subcategory
    for kind in vocabulary.service_types:
        yield ("service type", kind.id), kind


def _packer(vocabulary: Vocabulary) -> Callable[[Measure], bytes]:
    """Measures to bytes, with the names of vocabulary entries instead of the entries."""
    names = {type(entry): name[0] for name, entry in _entries(vocabulary)}

    class Packer(pickle.Pickler):
        def persistent_id(self, value: Any) -> tuple[str, str] | None:
            kind = names.get(type(value))
            return (kind, value.id) if kind else None

    def pack(measure: Measure) -> bytes:
        buffer = BytesIO()
        Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(measure)
        return buffer.getvalue()

    return pack


def _unpacker(vocabulary: Vocabulary) -> Callable[[bytes], Measure]:
    entries = dict(_entries(vocabulary))

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, name: tuple[str, str]) -> object:
            return entries[name]

    def unpack(packed: bytes) -> Measure:
        measure: Measure = Unpacker(BytesIO(packed)).load()
        return measure

    return unpack
