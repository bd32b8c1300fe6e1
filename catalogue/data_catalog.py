"""The catalogue in; a description of its data set for data portals, out: JSON-LD in DCAT 3.

Terms and their use: https://www.w3.org/TR/vocab-dcat-3/. The data's licence is not stated, since
the handbook states none.
"""

from collections.abc import Iterable
from typing import Any

from catalogue import urls
from catalogue.dates import ROC_OFFSET
from catalogue.model import Catalogue, Measure
from catalogue.publication import Publication

Node = dict[str, Any]


def data_catalog(catalogue: Catalogue, publication: Publication) -> Node:
    """The catalogue as a DCAT catalog of one data set with its four distributions."""
    site = catalogue.vocabulary.site
    year = site.edition + ROC_OFFSET

    def address(path: str) -> str:
        return urls.absolute(publication.base_url, path)

    publisher = {"@type": "foaf:Agent", "foaf:name": site.organisation}
    dataset = {
        "@id": f"{address(urls.OPEN_DATA)}#dataset",
        "@type": "dcat:Dataset",
        "dcterms:title": _chinese(f"{site.title}（{site.edition} 年）"),
        "dcterms:description": _chinese(f"{site.tagline}。資料來源：{site.source}。"),
        "dcterms:publisher": publisher,
        "dcterms:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/zh"},
        "dcterms:spatial": {"@type": "dcterms:Location", "rdfs:label": _chinese("臺灣")},
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": _day(f"{year}-01-01"),
            "dcat:endDate": _day(f"{year}-12-31"),
        },
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": site.organisation,
            "vcard:hasEmail": {"@id": f"mailto:{site.email}"},
        },
        "dcat:keyword": [_chinese(entry.name) for entry in catalogue.vocabulary.categories],
        "dcat:landingPage": {"@id": address(urls.OPEN_DATA)},
        "dcat:distribution": [
            *_tables(publication),
            _distribution("申請期間行事曆", "text/calendar", address(urls.CALENDAR)),
            _distribution("最近的變更", "application/atom+xml", address(urls.FEED)),
        ],
    }
    if day := last_change(catalogue.measures):
        dataset["dcterms:modified"] = _day(day)
    return {
        "@context": _CONTEXT,
        "@id": address(urls.DATA_CATALOG),
        "@type": "dcat:Catalog",
        "dcterms:title": _chinese(site.title),
        "dcterms:description": _chinese(site.tagline),
        "dcterms:publisher": publisher,
        "foaf:homepage": {"@id": address(urls.HOME)},
        "dcat:dataset": [dataset],
    }


def _tables(publication: Publication) -> tuple[Node, Node]:
    """All measures in JSON and CSV; of a large site, where the compressed parts of them are."""

    def address(path: str) -> str:
        return urls.absolute(publication.base_url, path)

    schema = {"dcterms:conformsTo": {"@id": address(urls.MEASURES_JSON_SCHEMA)}}
    whole, rows = address(urls.MEASURES_JSON), address(urls.MEASURES_CSV)
    if publication.is_large:
        return (
            _distribution("全部措施的分檔（JSON，bzip2 壓縮）的網址", "application/json", whole),
            _distribution("申請期間的分檔（CSV，bzip2 壓縮）的網址", "text/csv", rows),
        )
    return (
        _distribution("全部措施", "application/json", whole) | schema,
        _distribution("申請期間，一列一個", "text/csv", rows),
    )


def last_change(measures: Iterable[Measure]) -> str | None:
    """The last day on which editors changed or checked a measure, as far as they say."""
    moments = (moment for m in measures for moment in (m.updated, m.verified_on) if moment)
    return max(map(str, moments), default=None)


_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _chinese(text: str) -> Node:
    return {"@value": text, "@language": "zh-Hant-TW"}


def _day(text: str) -> Node:
    return {"@value": text, "@type": "xsd:date"}


def _distribution(title: str, media_type: str, address: str) -> Node:
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcterms:title": _chinese(title),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
    }
