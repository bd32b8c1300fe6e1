"""Measures, and what lists show of them, in; bytes from which both are quickly had again, and back.

Most of what a build does for thousands of measures that have not changed asks for little of each:
where it belongs, what it is called, its windows. That is at hand as soon as the bytes are read.
The rest of a measure, most of it by far, lies in bytes of its own until it is asked for
(`ReadLater`). What measures have in common, the entries of the vocabulary, is named, not packed.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from catalogue.dates import PartialDate
from catalogue.model import Measure, Preference, ReadLater, Service
from catalogue.values import Value
from catalogue.views import MeasureView, StatusView
from catalogue.vocabulary import Vocabulary

Viewed = tuple[Measure, MeasureView]
AT_HAND: dict[type[ReadLater], Sequence[str]] = {
    Measure: (
        *("id", "number", "title", "summary", "aliases", "digest", "updated", "verified_on"),
        *(
            "category",
            "subcategory",
            "agencies",
            "keywords",
            "services",
            "preferences",
            "events",
            "tested",
        ),
    ),
    Service: ("type", "name", "windows"),
    Preference: ("type",),
}
"""What is read at once of a measure and its parts."""
_LATER = {
    kind: [name for name in kind.model_fields if name not in at_hand]
    for kind, at_hand in AT_HAND.items()
}
_PLAIN = (PartialDate, MeasureView, StatusView)
_PROTOCOL = pickle.HIGHEST_PROTOCOL


def pack(vocabulary: Vocabulary, viewed: Iterable[Viewed]) -> bytes:
    """The bytes of some measures that refer to `vocabulary`."""
    names = {type(entry): name[0] for name, entry in _entries(vocabulary)}

    class Packer(_Packer):
        def persistent_id(self, value: Any) -> tuple[str, str] | None:
            kind = names.get(type(value))
            return (kind, value.id) if kind else None

    buffer = BytesIO()
    Packer(buffer, _PROTOCOL).dump(list(viewed))
    return buffer.getvalue()


def unpack(vocabulary: Vocabulary, packed: bytes) -> list[Viewed]:
    """The measures again."""
    entries = dict(_entries(vocabulary))

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, name: tuple[str, str]) -> object:
            return entries[name]

    viewed: list[Viewed] = Unpacker(BytesIO(packed)).load()
    return viewed


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


class _Packer(pickle.Pickler):
    """Pickles values as their fields; pydantic's and dataclasses' own ways take several times as
    long to read."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Measure):
            return _measure, (_at_hand(value), _packed_rest(value))
        if isinstance(value, ReadLater):
            return _value, (type(value), _at_hand(value))
        if isinstance(value, Value):
            return _value, (type(value), value.__dict__)
        if isinstance(value, _PLAIN):
            return _plain, (type(value), *map(partial(getattr, value), value.__slots__))
        return NotImplemented


def _at_hand(value: ReadLater) -> dict[str, Any]:
    return {name: getattr(value, name) for name in AT_HAND[type(value)]}


def _packed_rest(measure: Measure) -> bytes:
    buffer = BytesIO()
    rest = [
        {name: getattr(part, name) for name in _LATER[type(part)]} for part in _parts_of(measure)
    ]
    _Packer(buffer, _PROTOCOL).dump(rest)
    return buffer.getvalue()


def _parts_of(measure: Measure) -> tuple[ReadLater, ...]:
    return (measure, *measure.services, *measure.preferences)


def _measure(at_hand: dict[str, Any], rest: bytes) -> Measure:
    measure: Measure = _value(Measure, at_hand)
    parts = _parts_of(measure)
    read: Callable[[], None] = partial(_read_rest, parts, rest)
    for part in parts:
        part.__dict__["_read_rest"] = read
    return measure


def _read_rest(parts: Sequence[ReadLater], packed: bytes) -> None:
    for part, rest in zip(parts, pickle.loads(packed), strict=True):
        part.__dict__.pop("_read_rest", None)
        part.__dict__.update(rest)


_new, _set = object.__new__, object.__setattr__


def _value(kind: type[Value], values: dict[str, Any]) -> Any:
    """What pydantic's `__setstate__` does; it is called for every value."""
    value = _new(kind)
    _set(value, "__dict__", values)
    _set(value, "__pydantic_fields_set__", set())
    _set(value, "__pydantic_extra__", None)
    _set(value, "__pydantic_private__", None)
    return value


def _plain(kind: type[Any], *values: Any) -> Any:
    """A frozen dataclass of these values."""
    made = _new(kind)
    for name, value in zip(kind.__slots__, values, strict=True):
        _set(made, name, value)
    return made
