"""A place in front matter and the type of all of it in; the fields that may stand there, out."""

from collections.abc import Iterator
from types import UnionType
from typing import Union, get_args, get_origin

from pydantic import BaseModel

from catalogue.yaml_tree import KeyPath

Location = tuple[int | str, ...]
"""A place as the validating library names it."""
KINDS = ("fixed", "annual", "rolling", "announced", "unstated")


def key_path(location: Location) -> KeyPath:
    """A library location without the tag that it adds after an item of a tagged union."""
    keys: list[int | str] = []
    for part in location:
        tagged = len(keys) >= 2 and keys[-2] == "windows" and isinstance(keys[-1], int)
        if not (tagged and part in KINDS):
            keys.append(part)
    return tuple(keys)


def fields_at(model: type[BaseModel], location: Location) -> dict[str, str]:
    """Names and titles of the fields that may stand where `location` points, within `model`."""
    return {
        name: field.title or name
        for inner in _models_at(model, location)
        for name, field in inner.model_fields.items()
    }


def _models_at(model: type[BaseModel], location: Location) -> list[type[BaseModel]]:
    models = [model]
    for part in location:
        if isinstance(part, int):
            continue
        tagged = [m for m in models if _tag(m) == part]
        models = tagged or [
            inner
            for m in models
            if part in m.model_fields
            for inner in _models(m.model_fields[part].annotation)
        ]
    return models


def _tag(model: type[BaseModel]) -> object:
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation)[0] if kind and get_args(kind.annotation) else None


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple) or hasattr(annotation, "__metadata__"):
        for argument in get_args(annotation):
            yield from _models(argument)


def names_in(model: type[BaseModel]) -> frozenset[str]:
    """The names of all fields of a type and of the types in it."""
    inner = (inner for field in model.model_fields.values() for inner in _models(field.annotation))
    return frozenset(model.model_fields).union(*map(names_in, inner))


def places_of(key: str, model: type[BaseModel], trail: str = "") -> Iterator[str]:
    """Where in `model` a field of that name may stand: `contacts › people`."""
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation):
            here = f"{trail} › {name}" if trail else name
            if key in inner.model_fields:
                yield here
            yield from places_of(key, inner, here)
