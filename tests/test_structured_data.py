"""JSON-LD of a measure's page, as a search engine reads it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogue.model import Catalogue
from catalogue.publication import Publication
from catalogue.structured_data import international_telephone, measure_json_ld
from catalogue.validation import load_catalogue
from catalogue.values import Person
from tests.sample import CONTENT, MEASURE, write_content

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://org.github.io/repo/")

SCHEMA_ORG = {
    "Audience": {"audienceType"},
    "BreadcrumbList": {"itemListElement"},
    "ContactPoint": {"contactType", "description", "name", "telephone"},
    "Country": {"identifier", "name"},
    "Event": {"location", "name", "startDate"},
    "GovernmentOrganization": {"alternateName", "name"},
    "GovernmentService": {
        *("areaServed", "audience", "availableChannel", "category", "description"),
        *("identifier", "name", "offers", "provider", "serviceOperator", "serviceType"),
        *("subjectOf", "url"),
    },
    "ListItem": {"item", "name", "position"},
    "Offer": {"description", "itemOffered", "name", "validFrom", "validThrough"},
    "Organization": {"name"},
    "Place": {"name"},
    "Service": {"description", "name", "serviceType"},
    "ServiceChannel": {"availableLanguage", "name", "servicePhone", "serviceUrl"},
}
"""Types and their properties, checked once by machine against schema.org's own vocabulary file
(schemaorg-current-https.jsonld: domainIncludes, and rangeIncludes of every nested type)."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


def graph(catalogue: Catalogue, measure_id: str) -> list[dict[str, Any]]:
    measure = next(measure for measure in catalogue.measures if measure.id == measure_id)
    loaded = json.loads(measure_json_ld(measure, PUBLICATION))
    assert loaded["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = loaded["@graph"]
    return nodes


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from nodes_in(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from nodes_in(item)


def test_every_measure_uses_words_of_schema_org_and_leaves_nothing_empty(
    catalogue: Catalogue,
) -> None:
    for measure in catalogue.measures:
        described = {}
        referred = set()
        for node in nodes_in(graph(catalogue, measure.id)):
            if set(node) == {"@id"}:
                referred.add(node["@id"])
                continue
            described[node.get("@id")] = node
            words = {key for key in node if not key.startswith("@")}
            assert words <= SCHEMA_ORG[node["@type"]], measure.id
            assert all(value not in (None, [], "") for value in node.values()), measure.id
        assert referred <= described.keys(), measure.id


def test_citd_as_a_government_service(catalogue: Catalogue) -> None:
    service, _ = graph(catalogue, "citd")

    assert service["@type"] == "GovernmentService"
    assert service["name"] == "協助傳統產業技術開發計畫(CITD)"
    assert service["url"] == "https://org.github.io/repo/measures/citd/"
    assert service["provider"] == [
        {
            "@type": "GovernmentOrganization",
            "name": "經濟部工業局",
            "alternateName": ["工業局"],
        }
    ]
    assert service["serviceOperator"] == [
        {"@type": "Organization", "name": "財團法人中國生產力中心"}
    ]
    assert service["areaServed"]["identifier"] == "TW"
    assert [
        (phone["contactType"], phone["name"], phone["telephone"])
        for channel in service["availableChannel"]
        for phone in channel.get("servicePhone", ())
    ] == [
        ("主辦機關", "林技正", "+886-2-2754-1255;ext=2414"),
        ("執行單位", "李經理", "+886-2-2709-0638;ext=218"),
    ]
    assert service["availableChannel"][-1]["serviceUrl"] == "http://www.citd.moeaidb.gov.tw"


def test_one_offer_a_window_valid_while_one_can_apply(catalogue: Catalogue) -> None:
    service, _ = graph(catalogue, "citd")

    assert [
        (offer["name"], offer["validFrom"], offer["validThrough"]) for offer in service["offers"]
    ] == [
        ("輔導補助（第一梯次）", "2016-01-26", "2016-03-15"),
        ("輔導補助（第二梯次）", "2016-05-01", "2016-06-30"),
    ]
    first, second = service["offers"]
    assert first["itemOffered"]["@id"] == "https://org.github.io/repo/measures/citd/#service-1"
    assert second["itemOffered"] == {"@id": first["itemOffered"]["@id"]}


def test_a_window_without_dates_is_an_offer_without_dates(catalogue: Catalogue) -> None:
    service, _ = graph(catalogue, "taiwan-image")

    (offer,) = service["offers"]
    assert "validFrom" not in offer
    assert "validThrough" not in offer
    assert offer["description"].startswith("期間依主辦機關公告。")


def test_the_way_back_is_the_pages(catalogue: Catalogue) -> None:
    _, breadcrumbs = graph(catalogue, "citd")

    assert breadcrumbs["@type"] == "BreadcrumbList"
    assert [
        (step["position"], step["name"], step["item"]) for step in breadcrumbs["itemListElement"]
    ] == [
        (1, "首頁", "https://org.github.io/repo/"),
        (2, "技術面", "https://org.github.io/repo/categories/technology/"),
        (
            3,
            "提高研發類科專計畫協助",
            "https://org.github.io/repo/categories/technology/rd-projects/",
        ),
        (
            4,
            "協助傳統產業技術開發計畫(CITD)",
            "https://org.github.io/repo/measures/citd/",
        ),
    ]


def test_a_text_cannot_end_the_script_element(tmp_path: Path) -> None:
    summary = "</script><!--<b>R&D</b>"
    text = MEASURE.replace("每案最高補助 200 萬元。", summary)
    (measure,) = load_catalogue(write_content(tmp_path, grant=text)).measures

    written = measure_json_ld(measure, PUBLICATION)

    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["@graph"][0]["description"] == summary


@pytest.mark.parametrize(
    ("phone", "extension", "international"),
    [
        ("(02)2754-1255", "2648", "+886-2-2754-1255;ext=2648"),
        ("(049)239-4424", None, "+886-49-239-4424"),
        ("(02)591-5909", None, "+886-2-591-5909"),
        ("0912-345-678", None, "+886-912-345-678"),
        ("0800-777888", None, "0800-777888"),
    ],
)
def test_a_telephone_keeps_its_digits(
    phone: str, extension: str | None, international: str
) -> None:
    person = Person(name="窗口", phone=phone, ext=extension)

    assert international_telephone(person) == international
