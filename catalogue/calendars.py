"""The catalogue in; calendars (RFC 5545) of openings, closings and events, out.

Days, not hours: every event lasts a whole day (`VALUE=DATE`, ending the day after), so that no
time zone can move it. Calendars are records and list what is over as well; nothing in them
depends on the day of the build. What identifies an event (UID) is made of the measure, the service
and the window's label or place, never of the date, so that a moved deadline moves the event in a
subscriber's calendar instead of adding one. An event is modified (LAST-MODIFIED, DTSTAMP) on the
day its own date changed in the content's history, else on the day its measure was updated, else
with the edition.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, vRecur
from icalendar import Event as CalendarEvent

from catalogue import indexes, urls
from catalogue.changes import Change, Kind
from catalogue.dates import ROC_OFFSET, roc_date, roc_month
from catalogue.model import AnnualWindow, Catalogue, FixedWindow, Measure, Service, Window
from catalogue.publication import Page, Publication
from catalogue.schedule import occurrence, window_in_words

ALARM_DAYS = (7, 1)
"""Days before a closing on which a subscriber is reminded."""
REFRESH = timedelta(days=1)
DOMAIN = "support-measures-catalogue"
"""The right half of every UID: constant, whatever address the site moves to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One all-day event of a measure."""

    measure: Measure
    key: str
    """Tells the measure's entries apart, whatever their dates."""
    day: date
    summary: str
    details: str
    is_tentative: bool = False
    month: int | None = None
    """The month, at whose first or last day it recurs every year."""
    month_day: int | None = None
    is_closing: bool = False


def render_calendars(
    catalogue: Catalogue, publication: Publication, changes: Iterable[Change]
) -> Iterator[Page]:
    """The calendar of all measures, of each agency, of each category, and of each measure."""
    moved = [change for change in changes if change.kind is Kind.PERIOD]
    edition_start = date(catalogue.vocabulary.site.edition + ROC_OFFSET, 1, 1)
    events = {
        measure.id: b"".join(
            _event(entry, publication, _modified(entry, moved, edition_start))
            for entry in measure_entries(measure, edition_start)
        )
        for measure in catalogue.measures
    }
    title = catalogue.vocabulary.site.title
    yield _calendar(urls.CALENDAR, title, catalogue.measures, events)
    for agency, measures in indexes.by_agency(catalogue):
        yield _calendar(
            urls.agency_calendar(agency.id), f"{title}：{agency.name}", measures, events
        )
    for category, measures in indexes.by_category(catalogue):
        name = f"{title}：{category.name}"
        yield _calendar(urls.category_calendar(category.id), name, measures, events)
    for measure in catalogue.measures:
        yield _calendar(urls.measure_calendar(measure.id), measure.title, [measure], events)


def measure_entries(measure: Measure, edition_start: date) -> Iterator[Entry]:
    """What happens to a measure on stated days: openings, closings, events."""
    seen: dict[str, int] = {}
    for service in measure.services:
        for window in service.windows:
            name = "-".join(filter(None, (service.type.id, service.name, window.label)))
            seen[name] = seen.get(name, 0) + 1
            key = f"{name}-{seen[name]}" if seen[name] > 1 else name
            yield from _window_entries(measure, service, window, key, edition_start)
    for event in measure.events:
        yield Entry(
            measure=measure,
            key=f"event-{event.name}-{event.place}-{event.date}",
            day=event.date.first,
            summary=f"{event.name}（{event.place}）",
            details=measure.title,
        )


def _window_entries(
    measure: Measure, service: Service, window: Window, key: str, edition_start: date
) -> Iterator[Entry]:
    if not isinstance(window, (FixedWindow, AnnualWindow)):
        return
    span = occurrence(window, edition_start)
    assert span is not None
    about = "，".join(filter(None, (service.heading, window.label)))
    words = "。".join(filter(None, (about, window_in_words(window), window.note)))
    annual = isinstance(window, AnnualWindow)
    for day, verb, is_closing in ((span.opens, "開始受理", False), (span.closes, "截止", True)):
        if day is None:
            continue
        vague = not annual and _known_by_month(window, is_closing=is_closing)
        note = f"（原始資料只寫 {roc_month(day.year, day.month)}）" if vague else ""
        label = f"（{window.label}）" if window.label else ""
        yield Entry(
            measure=measure,
            key=f"{key}-{'closes' if is_closing else 'opens'}",
            day=day,
            summary=f"{verb}：{measure.title}{label}{note}",
            details=words,
            is_tentative=window.tentative or vague,
            month=day.month if annual else None,
            month_day=(-1 if is_closing else 1) if annual else None,
            is_closing=is_closing,
        )


def _known_by_month(window: Window, *, is_closing: bool) -> bool:
    assert isinstance(window, FixedWindow)
    bound = window.closes if is_closing else window.opens
    return bound is not None and bound.precision == "month"


def _modified(entry: Entry, moved: Sequence[Change], edition_start: date) -> date:
    """The day on which the entry came to stand on its day."""
    bound = "截止日" if entry.is_closing else "開始日"
    words = roc_date(entry.day)
    days = [
        change.day
        for change in moved
        if change.measure_id == entry.measure.id
        and bound in change.text
        and change.text.endswith(words)
    ]
    updated = entry.measure.updated
    if updated is not None and not moved:
        days.append(updated.first)
    return max(days, default=edition_start)


def _event(entry: Entry, publication: Publication, modified: date) -> bytes:
    page = urls.absolute(publication.base_url, urls.measure(entry.measure.id))
    stamp = datetime(modified.year, modified.month, modified.day, tzinfo=UTC)
    event = CalendarEvent()
    event.add("uid", f"{entry.measure.id}-{entry.key}@{DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    if entry.month is not None:
        rule = {"freq": "yearly", "bymonth": entry.month, "bymonthday": entry.month_day}
        event.add("rrule", vRecur(rule))
    event.add("summary", entry.summary)
    event.add("description", "\n".join((entry.details, *_reachable(entry.measure), page)))
    event.add("url", page)
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for days in ALARM_DAYS if entry.is_closing else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{days} 天後{entry.summary}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return bytes(event.to_ical(sorted=False))


def _reachable(measure: Measure) -> Iterator[str]:
    """The first person of each organisation, with the number to call."""
    for contact in measure.contacts:
        person = contact.people[0]
        extension = f" 分機 {person.ext}" if person.ext else ""
        yield f"{contact.organisation} {person.name} {person.phone}{extension}"


def _calendar(
    path: str, name: str, measures: Iterable[Measure], events: Mapping[str, bytes]
) -> Page:
    calendar = Calendar()
    calendar.add("prodid", "-//support-measures-catalogue//zh-Hant-TW")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Taipei")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    head, ending, _ = calendar.to_ical(sorted=False).partition(b"END:VCALENDAR\r\n")
    # Events are written once and stand in several calendars; writing is the slow part.
    body = b"".join(events[measure.id] for measure in measures)
    return Page(path=path, content=head + body + ending)
