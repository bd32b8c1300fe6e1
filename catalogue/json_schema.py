"""The types of `model` and a vocabulary in; the JSON Schema (2020-12) for editors' tools, out.

What the validating library generates is made to say what `validation` does: names of agencies,
subcategories and kinds of service are the vocabulary's, and an empty value is an error, so that
no key takes null. Titles and descriptions are the Chinese ones of `model`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.model import FrontMatter
from catalogue.values import Value
from catalogue.vocabulary import Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

# The library leaves a limit that follows a function in its own words.
_LIMITS = {
    "gt": "exclusiveMinimum",
    "ge": "minimum",
    "lt": "exclusiveMaximum",
    "le": "maximum",
}
_NULL = {"type": "null"}


def front_matter_schema(vocabulary: Vocabulary) -> Schema:
    """The schema of what stands between the two `---` lines of a measure."""
    names = {
        "agencies": [entry.name for entry in vocabulary.agencies],
        "subcategories": [entry.name for entry in vocabulary.subcategories],
        "service_types": [entry.name for entry in vocabulary.service_types],
    }
    return _schema(FrontMatter, "content/measures", names)


def prose_schema(model: type[Value], folder: str) -> Schema:
    """The same of the files of prose in `folder`."""
    return _schema(model, folder, {})


def _schema(model: type[Value], folder: str, names: Mapping[str, list[str]]) -> Schema:
    generated = model.model_json_schema()
    definitions = {
        name: _without_docstring(_adapted(definition, names))
        for name, definition in generated.pop("$defs").items()
    }
    return {
        "$schema": DIALECT,
        **_without_docstring(_adapted(generated, names)),
        "description": f"{folder} 裡每個檔案開頭、兩行 --- 之間的欄位",
        "$defs": definitions,
    }


def _without_docstring(schema: Schema) -> Schema:
    # A type's description is its docstring: English, and meant for programmers.
    return {keyword: value for keyword, value in schema.items() if keyword != "description"}


def _adapted(schema: Schema, names: Mapping[str, list[str]]) -> Schema:
    """The schema and those in it, in the words above."""
    adapted: Schema = {}
    for keyword, value in schema.items():
        if keyword == "x-vocabulary":
            adapted["enum"] = names[value]
        elif keyword == "properties":
            adapted[keyword] = {name: _adapted(inner, names) for name, inner in value.items()}
        elif keyword == "items":
            adapted[keyword] = _adapted(value, names)
        elif keyword == "anyOf":
            adapted |= _one_of(_adapted(inner, names) for inner in value if inner != _NULL)
        elif keyword == "discriminator" or (keyword == "default" and value in (None, [])):
            continue  # OpenAPI's keyword; a default that only means "left out"
        else:
            adapted[_LIMITS.get(keyword, keyword)] = value
    return adapted


def _one_of(choices: Iterable[Schema]) -> Schema:
    """One schema for several; where null was the other choice, the one that is left."""
    remaining = list(choices)
    return remaining[0] if len(remaining) == 1 else {"anyOf": remaining}
