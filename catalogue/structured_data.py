"""A measure in; what a search engine reads of its page, out: JSON-LD in the words of schema.org.

A GovernmentService with its provider, audience, channels and offers, and the page's
BreadcrumbList. Nothing is said here that the page does not show.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import to_json

from catalogue import urls
from catalogue.model import Contact, Event, Measure, Service, Window
from catalogue.publication import Publication
from catalogue.schedule import occurrence, window_in_words
from catalogue.values import Person

Node = dict[str, Any]

_LANDLINE = re.compile(r"\(0(\d+)\)(.+)")

_UNSAFE = {
    character.encode(): f"\\u{ord(character):04x}".encode() for character in "<>&\u2028\u2029"
}
"""What could end a script element early, or a line in old JavaScript; what is written for it."""


def measure_json_ld(measure: Measure, publication: Publication) -> str:
    """JSON-LD for a measure's page, safe inside `<script type="application/ld+json">`."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            _government_service(measure, publication),
            _breadcrumbs(measure, publication.base_url),
        ],
    }
    text = to_json(graph)
    for unsafe, written in _UNSAFE.items():
        text = text.replace(unsafe, written)
    return text.decode()


def _government_service(measure: Measure, publication: Publication) -> Node:
    page = urls.absolute(publication.base_url, urls.measure(measure.id))
    audiences = dict.fromkeys(service.audience for service in measure.services if service.audience)
    operators = dict.fromkeys(
        contact.organisation for contact in measure.contacts if contact.role == "執行單位"
    )
    return _without_empty(
        {
            "@type": "GovernmentService",
            "@id": f"{page}#measure",
            "identifier": measure.id,
            "name": measure.title,
            "description": measure.summary,
            "url": page,
            "category": f"{measure.category.name}/{measure.subcategory.name}",
            "serviceType": list(dict.fromkeys(service.type.name for service in measure.services)),
            "areaServed": {"@type": "Country", "identifier": "TW", "name": "臺灣"},
            "audience": [{"@type": "Audience", "audienceType": text} for text in audiences],
            "provider": [
                _without_empty(
                    {
                        "@type": "GovernmentOrganization",
                        "name": agency.name,
                        "alternateName": list(agency.short),
                    }
                )
                for agency in measure.agencies
            ],
            "serviceOperator": [{"@type": "Organization", "name": name} for name in operators],
            "availableChannel": [
                *map(_telephone_channel, measure.contacts),
                *(
                    {"@type": "ServiceChannel", "name": link.name, "serviceUrl": link.url}
                    for link in measure.links
                ),
            ],
            "offers": list(_offers(measure, page, publication)),
            "subjectOf": [_event(event) for event in measure.events],
        }
    )


def _offers(measure: Measure, page: str, publication: Publication) -> Iterable[Node]:
    """One offer a window, valid while one can apply; without dates where the source has none.

    No price: what a measure's amounts say is what one gets, not what one pays.
    """
    for number, service in enumerate(measure.services, start=1):
        node = _service(service, f"{page}#service-{number}")
        for window in service.windows:
            yield _offer(service, window, node, publication)
            node = {"@id": node["@id"]}  # described once, then referred to


def _offer(service: Service, window: Window, item: Node, publication: Publication) -> Node:
    span = occurrence(window, publication.today)
    return _without_empty(
        {
            "@type": "Offer",
            "name": f"{service.heading}（{window.label}）" if window.label else service.heading,
            "description": "。".join(filter(None, (window_in_words(window), window.note))),
            "validFrom": span.opens.isoformat() if span and span.opens else None,
            "validThrough": span.closes.isoformat() if span and span.closes else None,
            "itemOffered": item,
        }
    )


def _service(service: Service, identifier: str) -> Node:
    return {
        "@type": "Service",
        "@id": identifier,
        "name": service.heading,
        "serviceType": service.type.name,
        "description": service.offer,
    }


def _telephone_channel(contact: Contact) -> Node:
    return {
        "@type": "ServiceChannel",
        "name": contact.organisation,
        "servicePhone": [
            _without_empty(
                {
                    "@type": "ContactPoint",
                    "contactType": contact.role,
                    "name": person.name,
                    "telephone": international_telephone(person),
                    "description": person.note,
                }
            )
            for person in contact.people
        ],
        "availableLanguage": "zh-Hant-TW",
    }


def international_telephone(person: Person) -> str:
    """`+886-2-2754-1255;ext=2648` (RFC 3966, section 3); toll-free numbers as they are.

    Digits and hyphens stay as printed, also in a number that the numbering plan has no room for.
    """
    landline = _LANDLINE.fullmatch(person.phone)
    if landline:
        number = f"+886-{landline[1]}-{landline[2]}"
    else:
        number = f"+886-{person.phone[1:]}" if person.phone.startswith("09") else person.phone
    return f"{number};ext={person.ext}" if person.ext else number


def _event(event: Event) -> Node:
    return {
        "@type": "Event",
        "name": event.name,
        "startDate": str(event.date),
        "location": {"@type": "Place", "name": event.place},
    }


def _breadcrumbs(measure: Measure, base_url: str) -> Node:
    category, subcategory = measure.category, measure.subcategory
    steps = (
        ("首頁", urls.HOME),
        (category.name, urls.category(category.id)),
        (subcategory.name, urls.subcategory(category.id, subcategory.id)),
        (measure.title, urls.measure(measure.id)),
    )
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": urls.absolute(base_url, address),
            }
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }


def _without_empty(node: Mapping[str, Any]) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [])}
