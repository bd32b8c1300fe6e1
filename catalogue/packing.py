"""Measures, and what lists show of them, in; bytes from which both are quickly had again, and back.

Most of what a build does for thousands of measures that have not changed asks for little of each:
where it belongs, what it is called, its windows. That is at hand as soon as the bytes are read.
The rest of a measure, most of it by far, lies in bytes of its own until it is asked for (see
`Measure`). What measures have in common, the entries of the vocabulary, is named, not packed.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from catalogue.dates import PartialDate
from catalogue.model import Measure
from catalogue.values import Value
from catalogue.views import MeasureView
from catalogue.vocabulary import Vocabulary

Viewed = tuple[Measure, MeasureView]
_AT_HAND = (
    *("id", "number", "title", "summary", "category", "subcategory", "agencies", "keywords"),
    *("events", "updated", "verified_on", "aliases", "digest", "facts"),
)
_LATER = tuple(name for name in Measure.model_fields if name not in _AT_HAND)
Name = tuple[str, str]
_REST = ("rest", "")
"""Stands for what reads the rest of a measure."""
AT_ONCE = 1_000
"""Measures of which the rest is in memory: as many as the largest page shows."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Measures in bytes: what is at hand of all of them, and the rest of each, one by one."""

    at_hand: bytes
    rest: bytes | memoryview


def pack(vocabulary: Vocabulary, viewed: Iterable[Viewed]) -> Packed:
    """The bytes of some measures that refer to `vocabulary`."""
    names = {type(entry): name[0] for name, entry in _entries(vocabulary)}
    rest = BytesIO()

    class Packer(pickle.Pickler):
        """Pydantic's own way to pickle a value takes several times as long to read."""

        def persistent_id(self, value: Any) -> Name | None:
            kind = names.get(type(value))
            return (kind, value.id) if kind else _REST if value is _REST else None

        def reducer_override(self, value: Any) -> Any:
            if isinstance(value, Measure):
                at_hand = {name: getattr(value, name) for name in _AT_HAND}
                start = rest.tell()
                rest.write(pickled({name: getattr(value, name) for name in _LATER}))
                return _measure, (at_hand, _REST, start, rest.tell())
            if isinstance(value, Value):
                return _value, (type(value), value.__dict__)
            if isinstance(value, PartialDate):
                return _date, (value.year, value.month, value.day)
            return NotImplemented

    def pickled(value: object) -> bytes:
        buffer = BytesIO()
        Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
        return buffer.getvalue()

    return Packed(pickled(list(viewed)), rest.getvalue())


def unpack(vocabulary: Vocabulary, packed: Packed) -> list[Viewed]:
    """The measures again."""

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, name: Name) -> object:
            return known[name]

    def read(pickled: bytes | memoryview) -> Any:
        return Unpacker(BytesIO(pickled)).load()

    def read_rest(start: int, end: int) -> Any:
        return read(packed.rest[start:end])

    known: dict[Name, object] = {_REST: read_rest, **dict(_entries(vocabulary))}
    viewed: list[Viewed] = read(packed.at_hand)
    return viewed


def _entries(vocabulary: Vocabulary) -> Iterator[tuple[Name, object]]:
    """What measures refer to, with a name for each."""
    for agency in vocabulary.agencies:
        yield ("agency", agency.id), agency
    for category in vocabulary.categories:
        yield ("category", category.id), category
    for subcategory in vocabulary.subcategories:
        yield ("subcategory", subcategory.id), subcategory
    for kind in vocabulary.service_types:
        yield ("service type", kind.id), kind


def _measure(
    at_hand: dict[str, Any], read_rest: Callable[[int, int], Any], start: int, end: int
) -> Measure:
    measure: Measure = _value(Measure, at_hand)
    at_hand["_read_rest"] = partial(_rest, read_rest, start, end)
    return measure


@lru_cache(maxsize=AT_ONCE)
def _rest(read: Callable[[int, int], Any], start: int, end: int) -> Mapping[str, Any]:
    """The rest of a measure; all that were ever read would fill the memory of each process."""
    rest: Mapping[str, Any] = read(start, end)
    return rest


_new, _set = object.__new__, object.__setattr__


def _value(kind: type[Value], values: dict[str, Any]) -> Any:
    """What pydantic's `__setstate__` does; it is called for every value."""
    value = _new(kind)
    _set(value, "__dict__", values)
    _set(value, "__pydantic_fields_set__", set())
    _set(value, "__pydantic_extra__", None)
    _set(value, "__pydantic_private__", None)
    return value


def _date(year: int, month: int, day: int | None) -> PartialDate:
    return PartialDate(year=year, month=month, day=day)
