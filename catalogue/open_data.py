"""The catalogue in; the files under `api/v1/`, out: JSON, CSV, their schemas, a DCAT description.

JSON is UTF-8, two spaces deep for people who look at it, and compact where that alone takes more
than 1 MB. Where the tables are cut into parts all of it is compact: spaces are more than a quarter
of a measure's file. Those of a large site are compressed, and no measure has a file of its own.
"""

import bz2
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from catalogue import urls
from catalogue.data_catalog import data_catalog, last_change
from catalogue.indexes import family_parts
from catalogue.json_schema import DIALECT, front_matter_schema
from catalogue.model import Catalogue, Measure
from catalogue.publication import Page, Publication, Written
from catalogue.published import (
    PublishedCatalogue,
    PublishedMeasure,
    PublishedParts,
    published_measure,
)
from catalogue.tasks import BUNDLE, Read, Task, Work, bundle, parts, task
from catalogue.window_table import csv_bytes

PART = 1_000
"""Measures above which the tables are cut into parts of so many numbers each."""
COMPACT_ABOVE = 1_000_000
"""Bytes."""
GATHERING = 0.05
"""What it takes to take a measure over into a table, as a part of the work that a measure is."""


def open_data_tasks(catalogue: Catalogue, publication: Publication) -> Iterator[Work]:
    """Every file under `api/v1/` but the tables that gather the measures' own files."""
    measures = catalogue.measures
    compact = len(measures) > PART
    if publication.is_large:
        for number, part in enumerate(parts(measures, PART), start=1):
            render = partial(_compressed_tables, catalogue, publication, part, number)
            yield task(f"data, part {number}", part, render)
    else:
        for name, family, places in family_parts(catalogue, BUNDLE):
            some = family[places.start : places.stop]
            tasks = partial(_singles, some, publication, compact)
            yield bundle(f"data of {name}", some, tasks, also=str(compact))
    if len(measures) > PART or publication.is_large:
        sizes = [len(part) for part in parts(measures, PART)]
        render = partial(_lists, catalogue, publication, sizes)
        yield task("data, list of parts", (), render, also=repr(sizes))
    yield task("data, schemas", (), partial(_schemas, catalogue))
    described = partial(_described, catalogue, publication)
    yield task("data, described", (), described, also=str(last_change(measures)))


def gathered_data_tasks(
    catalogue: Catalogue, publication: Publication, files: Iterable[Written], read: Read
) -> Iterator[Task]:
    """The tables of all measures, or of each part of them, in JSON and CSV.

    What a measure is in them is read from its own file, which is among `files`: it is worked out
    once. On a large site it has none.
    """
    if publication.is_large:
        return
    whole: list[Sequence[Measure]] = [catalogue.measures]
    is_whole = len(catalogue.measures) <= PART
    digests = dict(files)
    for number, part in enumerate(whole if is_whole else parts(catalogue.measures, PART), start=1):
        json_path = urls.MEASURES_JSON if is_whole else urls.measures_json_part(number)
        csv_path = urls.MEASURES_CSV if is_whole else urls.measures_csv_part(number)
        paths = [urls.measure_json(measure.id) for measure in part]
        also = " ".join(map(digests.__getitem__, paths))
        render = partial(_gathered_tables, catalogue, publication, paths, read, json_path, csv_path)
        yield task(json_path, (), render, also=also, effort=len(paths) * GATHERING)


def _singles(
    measures: Sequence[Measure], publication: Publication, compact: bool
) -> Iterator[Task]:
    for measure in measures:
        render = partial(_single, measure, publication, compact)
        yield task(f"data of {measure.id}", [measure], render, also=str(compact))


def _single(measure: Measure, publication: Publication, compact: bool) -> Iterator[Page]:
    published = published_measure(measure, publication.today, publication.base_url)
    yield Page(path=urls.measure_json(measure.id), content=json_bytes(published, compact=compact))


def _gathered_tables(
    catalogue: Catalogue,
    publication: Publication,
    paths: Sequence[str],
    read: Read,
    json_path: str,
    csv_path: str,
) -> Iterator[Page]:
    published: list[PublishedMeasure] = [from_json(read(path)) for path in paths]
    yield from _tables(catalogue, publication, published, json_path, csv_path)


def _compressed_tables(
    catalogue: Catalogue, publication: Publication, measures: Sequence[Measure], number: int
) -> Iterator[Page]:
    published = [
        published_measure(measure, publication.today, publication.base_url) for measure in measures
    ]
    paths = (urls.measures_json_part(number), urls.measures_csv_part(number))
    for page in _tables(catalogue, publication, published, *paths):
        yield Page(path=urls.compressed(page.path), content=bz2.compress(page.content))


def _tables(
    catalogue: Catalogue,
    publication: Publication,
    published: Sequence[PublishedMeasure],
    json_path: str,
    csv_path: str,
) -> Iterator[Page]:
    whole: PublishedCatalogue = {
        "edition": catalogue.vocabulary.site.edition,
        "today": publication.today.isoformat(),
        "count": len(published),
        "measures": list(published),
    }
    yield Page(path=json_path, content=json_bytes(whole))
    yield Page(path=csv_path, content=csv_bytes(published))


def _lists(catalogue: Catalogue, publication: Publication, sizes: Sequence[int]) -> Iterator[Page]:
    """Where the parts are, in the place of the whole; a part is a `PublishedCatalogue`."""
    numbered = list(enumerate(sizes, start=1))

    def address(path: str) -> str:
        there = urls.compressed(path) if publication.is_large else path
        return urls.absolute(publication.base_url, there)

    whole: PublishedParts = {
        "edition": catalogue.vocabulary.site.edition,
        "today": publication.today.isoformat(),
        "count": sum(sizes),
        "parts": [
            {"url": address(urls.measures_json_part(number)), "count": size}
            for number, size in numbered
        ],
    }
    yield Page(path=urls.MEASURES_JSON, content=json_bytes(whole))
    rows = "".join(
        f"{address(urls.measures_csv_part(number))},{size}\r\n" for number, size in numbered
    )
    yield Page(path=urls.MEASURES_CSV, content=f"part,measures\r\n{rows}".encode("utf-8-sig"))


def _schemas(catalogue: Catalogue) -> Iterator[Page]:
    front_matter = front_matter_schema(catalogue.vocabulary)
    yield Page(path=urls.FRONT_MATTER_SCHEMA, content=json_bytes(front_matter))
    yield Page(path=urls.MEASURES_JSON_SCHEMA, content=json_bytes(measures_schema()))


def _described(catalogue: Catalogue, publication: Publication) -> Iterator[Page]:
    yield Page(path=urls.DATA_CATALOG, content=json_bytes(data_catalog(catalogue, publication)))


def measures_schema() -> dict[str, object]:
    """The JSON Schema of `measures.json`, generated from the types that are published."""
    return {"$schema": DIALECT} | TypeAdapter(PublishedCatalogue).json_schema()


def json_bytes(value: object, *, compact: bool = False) -> bytes:
    """JSON in UTF-8, keys as they stand, a newline at the end."""
    written = to_json(value)
    if not compact and len(written) <= COMPACT_ABOVE:
        written = to_json(value, indent=2)
    return written + b"\n"
