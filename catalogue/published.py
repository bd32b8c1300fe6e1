"""A measure and a day in; the JSON object that other programs get of it, out.

The types are the contract of design.md section 3: their keys, in this order, and no others.
Dates are ISO days, money is whole New Taiwan dollars, words are the handbook's.

What the contract has no key for is said in the text beside it: a service's name stands in front
of its offer (`名稱：內容`), and a window that ends when the budget is spent says so in its note.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import WithJsonSchema
from typing_extensions import TypedDict  # typing's own has no schema before Python 3.12

from catalogue import urls
from catalogue.dates import Precision
from catalogue.model import (
    AnnualWindow,
    Contact,
    FixedWindow,
    Measure,
    PreferenceType,
    Role,
    Service,
    Window,
)
from catalogue.schedule import measure_status, next_deadline, window_status

WindowKind = Literal["fixed", "annual", "rolling", "announced", "unstated"]
StatusWord = Literal["open", "upcoming", "announced", "unstated", "closed"]
IsoDay = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
WebAddress = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
UNTIL_SPENT = "預算用完為止"


class PublishedEntry(TypedDict):
    """A vocabulary entry: an agency, a category, a subcategory."""

    id: str
    name: str


class PublishedWindow(TypedDict):
    """`opens` and `closes` are days, both included; null where there is no such bound.

    `precision` is "month" where a bound is known by month only (it is then the month's first or
    last day), null where the kind has no dates. `months` (1..12) is null but for annual windows.
    """

    kind: WindowKind
    opens: IsoDay | None
    closes: IsoDay | None
    precision: Precision | None
    months: list[int] | None
    label: str | None
    tentative: bool
    until_full: bool
    note: str | None
    status: StatusWord


class PublishedAmount(TypedDict):
    twd: int | None
    text: str


class PublishedService(TypedDict):
    type: str
    audience: str | None
    offer: str
    amounts: list[PublishedAmount]
    percents: list[int | float]
    term: str | None
    windows: list[PublishedWindow]


class PublishedPreference(TypedDict):
    type: PreferenceType
    text: str


class PublishedEvent(TypedDict):
    date: IsoDay
    place: str
    name: str


class PublishedPerson(TypedDict):
    name: str
    phone: str
    ext: str | None
    note: str | None


class PublishedContact(TypedDict):
    role: Role
    organisation: str
    people: list[PublishedPerson]


class PublishedLink(TypedDict):
    name: str
    url: WebAddress


class PublishedMeasure(TypedDict):
    """`status` and `next_deadline` are those of the day the file was made for."""

    id: str
    number: int
    title: str
    url: WebAddress
    summary: str
    status: StatusWord
    next_deadline: IsoDay | None
    category: PublishedEntry
    subcategory: PublishedEntry
    agencies: list[PublishedEntry]
    services: list[PublishedService]
    preferences: list[PublishedPreference]
    events: list[PublishedEvent]
    contacts: list[PublishedContact]
    links: list[PublishedLink]
    caveats: list[str]
    source: str
    verified_on: IsoDay | None


class PublishedCatalogue(TypedDict):
    """The whole of `measures.json`; `edition` is a ROC year, `today` the day of the statuses."""

    edition: int
    today: IsoDay
    count: int
    measures: list[PublishedMeasure]


class PublishedPart(TypedDict):
    """Where some of many measures are, and how many."""

    url: WebAddress
    count: int


class PublishedParts(TypedDict):
    """`measures.json` of a catalogue too large for one file; a part is a PublishedCatalogue."""

    edition: int
    today: IsoDay
    count: int
    parts: list[PublishedPart]


def published_measure(measure: Measure, today: date, base_url: str) -> PublishedMeasure:
    """The contract's object of a measure, with its statuses on a day."""
    deadline = next_deadline(measure, today)
    category, subcategory = measure.category, measure.subcategory
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "url": urls.absolute(base_url, urls.measure(measure.id)),
        "summary": measure.summary,
        "status": measure_status(measure, today).value,
        "next_deadline": deadline.isoformat() if deadline else None,
        "category": {"id": category.id, "name": category.name},
        "subcategory": {"id": subcategory.id, "name": subcategory.name},
        "agencies": [{"id": agency.id, "name": agency.name} for agency in measure.agencies],
        "services": [_service(service, today) for service in measure.services],
        "preferences": [{"type": p.type, "text": p.text} for p in measure.preferences],
        "events": [
            {"date": str(event.date), "place": event.place, "name": event.name}
            for event in measure.events
        ],
        "contacts": [_contact(contact) for contact in measure.contacts],
        "links": [{"name": link.name, "url": link.url} for link in measure.links],
        "caveats": list(measure.caveats),
        "source": measure.source,
        "verified_on": str(measure.verified_on) if measure.verified_on else None,
    }


def _service(service: Service, today: date) -> PublishedService:
    return {
        "type": service.type.name,
        "audience": service.audience,
        "offer": f"{service.name}：{service.offer}" if service.name else service.offer,
        "amounts": [{"twd": amount.twd, "text": amount.text} for amount in service.amounts],
        "percents": [percent.percent for percent in service.percents],
        "term": service.term,
        "windows": [published_window(window, today) for window in service.windows],
    }


def published_window(window: Window, today: date) -> PublishedWindow:
    """The contract's object of a window, with its status on a day."""
    opens = window.opens if isinstance(window, FixedWindow) else None
    closes = window.closes if isinstance(window, FixedWindow) else None
    precisions = {bound.precision for bound in (opens, closes) if bound}
    return {
        "kind": window.kind,
        "opens": opens.first.isoformat() if opens else None,
        "closes": closes.last.isoformat() if closes else None,
        "precision": max(precisions, default=None),  # "month" wins over "day"
        "months": list(window.months) if isinstance(window, AnnualWindow) else None,
        "label": window.label,
        "tentative": window.tentative,
        "until_full": window.until_full,
        "note": _note(window),
        "status": window_status(window, today).value,
    }


def _note(window: Window) -> str | None:
    if not window.until_spent or UNTIL_SPENT in (window.note or ""):
        return window.note
    return f"{window.note}；{UNTIL_SPENT}" if window.note else UNTIL_SPENT


def _contact(contact: Contact) -> PublishedContact:
    return {
        "role": contact.role,
        "organisation": contact.organisation,
        "people": [
            {"name": person.name, "phone": person.phone, "ext": person.ext, "note": person.note}
            for person in contact.people
        ],
    }
