"""The catalogue in; calendars (RFC 5545) of openings, closings and events, out.

Days, not hours: every event lasts a whole day (`VALUE=DATE`, ending the day after), so that no
time zone can move it. Calendars are records and list what is over as well; nothing in them
depends on the day of the build, but in one of more than MAX_MEASURES which measures are in it.

What identifies an event (UID) is the measure's first id and the entry's key, neither of which
holds a date or the site's address: a moved deadline moves the event in a subscriber's calendar
instead of adding one, wherever the site moves to.

LAST-MODIFIED, and DTSTAMP with it, is the last day on which something that the event says changed
in the content's history or, where there is none, the day its measure was updated; else the
edition's first day. That is as much as is known. The time of that day is a number made of what
the event says: an edit that no history tells of yet still changes it, of this event only, and the
same content always gives the same bytes. There is no SEQUENCE: nothing in the content counts
revisions, and a number that can go back (in a shallow clone) makes clients refuse what is newer.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from heapq import nsmallest

from icalendar import Alarm, Calendar, Timezone, TimezoneStandard, vRecur
from icalendar import Event as CalendarEvent

from catalogue import indexes, urls
from catalogue.calendar_entries import Entry, Moment, concerns, measure_entries
from catalogue.changes import Change
from catalogue.dates import ROC_OFFSET
from catalogue.model import Catalogue, Measure
from catalogue.publication import Page, Publication
from catalogue.schedule import next_deadline
from catalogue.tasks import Read, Task, task

ALARM_DAYS = (7, 1)
"""Days before a closing on which a subscriber is reminded."""
ALARM_TIME = timedelta(hours=9)
"""The subscriber's own morning. An all-day event begins at midnight, and alarms count from there:
six days and fifteen hours before it is nine o'clock on the seventh day before (`-P6DT15H`)."""
REFRESH = timedelta(days=1)
MAX_MEASURES = 500
"""Measures in one calendar, beyond which it holds those that close next."""
DOMAIN = "support-measures-catalogue"
"""The right half of every UID: constant, whatever address the site moves to."""
_BEFORE_EVENTS = b"END:VTIMEZONE\r\n"
_AFTER_EVENTS = b"END:VCALENDAR\r\n"


def calendar_tasks(
    catalogue: Catalogue, publication: Publication, changes: Iterable[Change]
) -> Iterator[Task]:
    """The calendar of each measure."""
    of_measure: dict[str, list[Change]] = {}
    for change in changes:
        of_measure.setdefault(change.measure_id, []).append(change)
    edition_start = date(catalogue.vocabulary.site.edition + ROC_OFFSET, 1, 1)
    for measure in catalogue.measures:
        its = of_measure.get(measure.id, [])
        render = partial(_of_measure, measure, publication, its, edition_start)
        yield task(f"calendar of {measure.id}", [measure], render, also=repr(its))


def gathered_calendar_tasks(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change], read: Read
) -> Iterator[Task]:
    """The calendar of all measures, of each agency and of each category.

    Their events are read from the measures' own calendars: writing one takes long.
    """
    title = catalogue.vocabulary.site.title
    groups = [(urls.CALENDAR, title, catalogue.measures)]
    for agency, measures in indexes.by_agency(catalogue):
        path = urls.agency_calendar(agency.id)
        groups.append((path, f"{title}：{agency.name}", tuple(measures)))
    for category, measures in indexes.by_category(catalogue):
        path = urls.category_calendar(category.id)
        groups.append((path, f"{title}：{category.name}", tuple(measures)))
    for path, name, its in groups:
        chosen = _nearest(its, publication.today)
        render = partial(_of_group, path, name, chosen, read)
        # What changed when is what the measures' own calendars depend on, too.
        yield task(path, chosen, render, also=repr(changes))


def _of_measure(
    measure: Measure, publication: Publication, changes: Sequence[Change], edition_start: date
) -> Iterator[Page]:
    events = b"".join(
        _event(entry, publication, _modified(entry, changes, edition_start))
        for entry in measure_entries(measure, edition_start)
    )
    yield _calendar(urls.measure_calendar(measure.id), measure.title, events)


def _nearest(measures: Sequence[Measure], today: date) -> Sequence[Measure]:
    """All measures or, where they are too many for one file, those that close next."""
    if len(measures) <= MAX_MEASURES:
        return measures
    closing = (
        (day, measure.number, measure.id, measure)
        for measure in measures
        if (day := next_deadline(measure, today)) is not None
    )
    return [measure for *_, measure in nsmallest(MAX_MEASURES, closing)]


def _of_group(path: str, name: str, measures: Sequence[Measure], read: Read) -> Iterator[Page]:
    events = b"".join(_events_of(read(urls.measure_calendar(measure.id))) for measure in measures)
    yield _calendar(path, name, events)


def _events_of(calendar: bytes) -> bytes:
    return calendar.rpartition(_BEFORE_EVENTS)[2].removesuffix(_AFTER_EVENTS)


def _modified(entry: Entry, changes: Sequence[Change], edition_start: date) -> datetime:
    """See the module's docstring; UTC."""
    days = (change.day for change in changes if concerns(change, entry))
    day = max(days, default=edition_start)
    said = (entry.day, entry.recurs, entry.summary, entry.details, entry.place, entry.is_tentative)
    content = "\n".join((*map(str, said), *_reachable(entry.measure)))
    seconds = int(sha256(content.encode()).hexdigest(), 16) % (24 * 60 * 60)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


def _event(entry: Entry, publication: Publication, modified: datetime) -> bytes:
    measure = entry.measure
    page = urls.absolute(publication.base_url, urls.measure(measure.id))
    # A renamed measure keeps its old ids, the oldest first, and so its events.
    first_id = measure.aliases[0] if measure.aliases else measure.id
    event = CalendarEvent()
    event.add("uid", f"{first_id}-{entry.key}@{DOMAIN}")
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    if entry.recurs:
        # The last day of February is not the same every year: -1 is the last of any month.
        month_day = -1 if entry.moment is Moment.CLOSES else 1
        rule = {"freq": "yearly", "bymonth": entry.day.month, "bymonthday": month_day}
        event.add("rrule", vRecur(rule))
    event.add("summary", entry.summary)
    event.add("description", "\n".join((entry.details, *_reachable(measure), page)))
    if entry.place is not None:
        event.add("location", entry.place)
    event.add("categories", [measure.category.name])
    event.add("url", page)
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for days in ALARM_DAYS if entry.moment is Moment.CLOSES else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{days} 天後{entry.summary}")
        alarm.add("trigger", ALARM_TIME - timedelta(days=days))
        event.add_component(alarm)
    return bytes(event.to_ical(sorted=False))


def _reachable(measure: Measure) -> Iterator[str]:
    """The first person of each organisation, with the number to call."""
    for contact in measure.contacts:
        person = contact.people[0]
        extension = f" 分機 {person.ext}" if person.ext else ""
        yield f"{contact.organisation} {person.name} {person.phone}{extension}"


def _calendar(path: str, name: str, events: bytes) -> Page:
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
    head = calendar.to_ical(sorted=False).removesuffix(_AFTER_EVENTS)
    return Page(path=path, content=head + _taipei() + events + _AFTER_EVENTS)


@cache
def _taipei() -> bytes:
    """The time zone of the reader's day.

    No event needs it, but a calendar must hold something (RFC 5545, section 3.6), also that of
    an agency all of whose measures can be applied for at any time.
    """
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1979, 10, 1))  # noqa: DTZ001 - local time, as the RFC wants
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", "Asia/Taipei")
    zone.add_component(standard)
    return bytes(zone.to_ical(sorted=False))
