"""The catalogue in; the files under `api/v1/`, out: JSON, CSV, their schemas, a DCAT description.

JSON is UTF-8, two spaces deep for people who look at it, and compact where that alone takes more
than 1 MB. CSV (RFC 4180) is written for spreadsheets: a byte order mark, since Excel takes a file
without one for Big5; one row a window; and no cell that a spreadsheet would run as a formula
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pydantic import TypeAdapter

from catalogue import urls
from catalogue.data_catalog import data_catalog
from catalogue.json_schema import DIALECT, front_matter_schema
from catalogue.model import Catalogue, Measure
from catalogue.publication import Page, Publication
from catalogue.published import (
    CSV_COLUMNS,
    PublishedCatalogue,
    PublishedContact,
    PublishedMeasure,
    PublishedParts,
    PublishedPerson,
    PublishedService,
    PublishedWindow,
    published_measure,
)
from catalogue.tasks import Task, parts, task

PART = 1_000
"""Measures above which the tables are cut into parts of so many numbers each."""
COMPACT_ABOVE = 1_000_000
"""Bytes."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋")  # Excel reads full-width signs as well


def open_data_tasks(catalogue: Catalogue, publication: Publication) -> Iterator[Task]:
    """Every file under `api/v1/`."""
    measures = catalogue.measures
    for measure in measures:
        yield task(f"data of {measure.id}", [measure], partial(_single, measure, publication))
    if len(measures) <= PART:
        render = partial(
            _tables, catalogue, publication, measures, urls.MEASURES_JSON, urls.MEASURES_CSV
        )
        yield task("data of all", measures, render)
    else:
        slices = parts(measures, PART)
        for number, part in enumerate(slices, start=1):
            paths = (urls.measures_json_part(number), urls.measures_csv_part(number))
            render = partial(_tables, catalogue, publication, part, *paths)
            yield task(f"data, part {number}", part, render)
        sizes = [len(part) for part in slices]
        yield task("data, list of parts", measures, partial(_lists, catalogue, publication, sizes))
    yield task("data, described", measures, partial(_descriptions, catalogue, publication))


def _single(measure: Measure, publication: Publication) -> Iterator[Page]:
    published = published_measure(measure, publication.today, publication.base_url)
    yield Page(path=urls.measure_json(measure.id), content=json_bytes(published))


def _tables(
    catalogue: Catalogue,
    publication: Publication,
    measures: Sequence[Measure],
    json_path: str,
    csv_path: str,
) -> Iterator[Page]:
    published = [
        published_measure(measure, publication.today, publication.base_url) for measure in measures
    ]
    whole: PublishedCatalogue = {
        "edition": catalogue.vocabulary.site.edition,
        "today": publication.today.isoformat(),
        "count": len(published),
        "measures": published,
    }
    yield Page(path=json_path, content=json_bytes(whole))
    yield Page(path=csv_path, content=csv_bytes(published))


def _lists(catalogue: Catalogue, publication: Publication, sizes: Sequence[int]) -> Iterator[Page]:
    """Where the parts are, in the place of the whole; a part is a `PublishedCatalogue`."""
    numbered = list(enumerate(sizes, start=1))
    whole: PublishedParts = {
        "edition": catalogue.vocabulary.site.edition,
        "today": publication.today.isoformat(),
        "count": sum(sizes),
        "parts": [
            {
                "url": urls.absolute(publication.base_url, urls.measures_json_part(number)),
                "count": size,
            }
            for number, size in numbered
        ],
    }
    yield Page(path=urls.MEASURES_JSON, content=json_bytes(whole))
    rows = "".join(
        f"{urls.absolute(publication.base_url, urls.measures_csv_part(number))},{size}\r\n"
        for number, size in numbered
    )
    yield Page(path=urls.MEASURES_CSV, content=f"part,measures\r\n{rows}".encode("utf-8-sig"))


def _descriptions(catalogue: Catalogue, publication: Publication) -> Iterator[Page]:
    for path, described in (
        (urls.FRONT_MATTER_SCHEMA, front_matter_schema(catalogue.vocabulary)),
        (urls.MEASURES_JSON_SCHEMA, measures_schema()),
        (urls.DATA_CATALOG, data_catalog(catalogue, publication)),
    ):
        yield Page(path=path, content=json_bytes(described))


def measures_schema() -> dict[str, object]:
    """The JSON Schema of `measures.json`, generated from the types that are published."""
    return {"$schema": DIALECT} | TypeAdapter(PublishedCatalogue).json_schema()


def json_bytes(value: object) -> bytes:
    """JSON in UTF-8, keys as they stand, a newline at the end."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if len(compact) > COMPACT_ABOVE:
        return compact + b"\n"
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def csv_bytes(measures: Iterable[PublishedMeasure]) -> bytes:
    """The table of all windows: UTF-8 with a byte order mark, CRLF, a heading of column names."""
    buffer = io.StringIO(newline="")
    table = csv.DictWriter(buffer, CSV_COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for measure in measures:
        for number, service in enumerate(measure["services"], start=1):
            for window in service["windows"]:
                row = _row(measure, number, service, window)
                table.writerow({column: _cell(value) for column, value in row.items()})
    return buffer.getvalue().encode("utf-8-sig")


def _row(
    measure: PublishedMeasure, number: int, service: PublishedService, window: PublishedWindow
) -> dict[str, object]:
    return {
        "id": measure["id"],
        "number": measure["number"],
        "title": measure["title"],
        "url": measure["url"],
        "summary": measure["summary"],
        "status": measure["status"],
        "next_deadline": measure["next_deadline"],
        "category": measure["category"]["name"],
        "subcategory": measure["subcategory"]["name"],
        "agencies": "、".join(agency["name"] for agency in measure["agencies"]),
        "service": number,
        "type": service["type"],
        "audience": service["audience"],
        "offer": service["offer"],
        "amounts": "；".join(amount["text"] for amount in service["amounts"]),
        "percents": "；".join(map(str, service["percents"])),
        "term": service["term"],
        "kind": window["kind"],
        "opens": window["opens"],
        "closes": window["closes"],
        "precision": window["precision"],
        "months": "、".join(map(str, window["months"] or ())),
        "label": window["label"],
        "tentative": window["tentative"],
        "until_full": window["until_full"],
        "note": window["note"],
        "window_status": window["status"],
        "preferences": "；".join(f"{p['type']}：{p['text']}" for p in measure["preferences"]),
        "contacts": "；".join(map(_contact, measure["contacts"])),
        "links": "；".join(f"{link['name']} {link['url']}" for link in measure["links"]),
        "caveats": "；".join(measure["caveats"]),
        "source": measure["source"],
        "verified_on": measure["verified_on"],
    }


def _contact(contact: PublishedContact) -> str:
    people = "、".join(map(_person, contact["people"]))
    return f"{contact['role']} {contact['organisation']}：{people}"


def _person(person: PublishedPerson) -> str:
    """`林技正（技術問題）(02)2754-1255 分機 2414`."""
    name = f"{person['name']}（{person['note']}）" if person["note"] else f"{person['name']} "
    return name + person["phone"] + (f" 分機 {person['ext']}" if person["ext"] else "")


def _cell(value: object) -> str:
    """A cell's text; an apostrophe in front of what a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
