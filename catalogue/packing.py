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
from operator import attrgetter
from typing import Any

from catalogue.dates import PartialDate
from catalogue.model import Measure
from catalogue.values import Value, kinds_of
from catalogue.views import MeasureView
from catalogue.vocabulary import Vocabulary

Viewed = tuple[Measure, MeasureView]
_AT_HAND = (
    *("id", "number", "title", "summary", "category", "subcategory", "agencies", "keywords"),
    *("events", "updated", "verified_on", "aliases", "digest", "facts"),
)
_LATER = tuple(name for name in Measure.model_fields if name not in _AT_HAND)
_at_hand, _later = attrgetter(*_AT_HAND), attrgetter(*_LATER)
Name = tuple[str, str]
AT_ONCE = 1_000
"""Measures of which the rest is in memory: as many as the largest page shows."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Measures in bytes: what is at hand of all of them, and the rest of each, one by one."""

    at_hand: bytes
    rest: bytes | memoryview


def pack(vocabulary: Vocabulary, viewed: Iterable[Viewed]) -> Packed:
    """The bytes of some measures that refer to `vocabulary`."""
    rest = BytesIO()

    def reduced(measure: Measure) -> tuple[Any, ...]:
        start = rest.tell()
        rest.write(pickled(_later(measure)))
        return _measure, (_at_hand(measure), start, rest.tell())

    def pickled(value: object) -> bytes:
        buffer = BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = ways
        pickler.dump(value)
        return buffer.getvalue()

    # Pydantic's own way to pickle a value takes several times as long to read. Pickle has a way to
    # name what is not packed, too (`persistent_id`), but asks for it at every text and number.
    ways: dict[type, Callable[[Any], tuple[Any, ...]]] = {
        **{kind: _way_of(kind) for kind in kinds_of(Value)},
        PartialDate: lambda date: (_date, (date.year, date.month, date.day)),
        Measure: reduced,
    }
    for (kind, _), entry in _entries(vocabulary):
        ways[type(entry)] = partial(_named, kind)
    return Packed(pickled(list(viewed)), rest.getvalue())


def _way_of(kind: type[Value]) -> Callable[[Any], tuple[Any, ...]]:
    values_of = attrgetter("__class__", *kind.model_fields)
    return lambda value: (_value, values_of(value))


def _named(kind: str, entry: Any) -> tuple[Any, ...]:
    return _entry, (kind, entry.id)


def unpack(vocabulary: Vocabulary, packed: Packed) -> list[Viewed]:
    """The measures again."""

    found: dict[Name, Any] = {}
    """What names in the bytes stand for: the rest of each measure names a dozen kinds of value."""

    class Unpacker(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            if (module, name) not in found:
                found[module, name] = stood_for.get(name) or super().find_class(module, name)
            return found[module, name]

    def read(pickled: bytes | memoryview) -> Any:
        return Unpacker(BytesIO(pickled)).load()

    def read_rest(start: int, end: int) -> Any:
        return read(packed.rest[start:end])

    known = dict(_entries(vocabulary))
    stood_for = {
        _entry.__name__: lambda kind, name: known[kind, name],
        _measure.__name__: partial(_measure_of, read_rest),
    }
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


def _entry(kind: str, name: str) -> Any:
    """Stands in the bytes for what finds an entry of the vocabulary."""
    raise NotImplementedError


def _measure(at_hand: tuple[Any, ...], start: int, end: int) -> Measure:
    """Stands in the bytes for `_measure_of`."""
    raise NotImplementedError


def _measure_of(
    read_rest: Callable[[int, int], Any], at_hand: tuple[Any, ...], start: int, end: int
) -> Measure:
    fields = dict(zip(_AT_HAND, at_hand, strict=True))
    fields["_read_rest"] = partial(_rest, read_rest, start, end)
    measure: Measure = _with_fields(Measure, fields)
    return measure


@lru_cache(maxsize=AT_ONCE)
def _rest(read: Callable[[int, int], Any], start: int, end: int) -> Mapping[str, Any]:
    """The rest of a measure; all that were ever read would fill the memory of each process."""
    return dict(zip(_LATER, read(start, end), strict=True))


def _value(kind: type[Value], *values: Any) -> Any:
    """A value from those of its fields.

    Without their names, which the kind of value knows: Python finds a field quicker by the name
    that stands in the program than by another text that is the same.
    """
    return _with_fields(kind, dict(zip(kind.__pydantic_fields__, values, strict=True)))


_new, _set = object.__new__, object.__setattr__


def _with_fields(kind: type[Value], fields: dict[str, Any]) -> Any:
    """What pydantic's `__setstate__` does; it is called for every value."""
    value = _new(kind)
    _set(value, "__dict__", fields)
    _set(value, "__pydantic_fields_set__", set())
    _set(value, "__pydantic_extra__", None)
    _set(value, "__pydantic_private__", None)
    return value


def _date(year: int, month: int, day: int | None) -> PartialDate:
    return PartialDate(year=year, month=month, day=day)
