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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256

from catalogue import indexes, urls
from catalogue.calendar_entries import Entry, Moment, concerns, measure_entries
from catalogue.changes import Change
from catalogue.content_lines import content_lines, escaped
from catalogue.dates import ROC_OFFSET
from catalogue.model import Catalogue, Contact, Measure
from catalogue.publication import Page, Publication, Written
from catalogue.tasks import BUNDLE, Read, Task, Work, bundle, task
from catalogue.views import MeasureView, Views

ALARMS = {7: "-P6DT15H", 1: "-PT15H"}
"""Days before a closing on which a subscriber is reminded, and when: at nine in the subscriber's
own morning. An all-day event begins at midnight, and alarms count from there: nine o'clock on the
seventh day before is six days and fifteen hours earlier.
"""
REFRESH = "P1D"
"""How often a subscriber's program looks for news: every day."""
MAX_MEASURES = 500
"""Measures in one calendar, beyond which it holds those that close next."""
MAX_OF_LARGE = 200
"""The same of a large site: of 500, all calendars together took 34 MB at 100,000 measures."""
GATHERING = 0.02
"""What it takes to take over a measure's events, as a part of the work that a measure is."""
DOMAIN = "support-measures-catalogue"
"""The right half of every UID: constant, whatever address the site moves to."""
_TAIPEI = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Taipei",
    "BEGIN:STANDARD",
    "DTSTART:19791001T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""The time zone of the reader's day.

No event needs it, but a calendar must hold something (RFC 5545, section 3.6), also that of
an agency all of whose measures can be applied for at any time.
"""
_BEFORE_NAME = content_lines(
    (
        "BEGIN:VCALENDAR",
        "PRODID:-//support-measures-catalogue//zh-Hant-TW",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    )
)
_AFTER_NAME = content_lines(
    (
        "X-WR-TIMEZONE:Asia/Taipei",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *_TAIPEI,
    )
)
_BEFORE_EVENTS = b"END:VTIMEZONE\r\n"
_AFTER_EVENTS = b"END:VCALENDAR\r\n"


def calendar_tasks(
    catalogue: Catalogue,
    publication: Publication,
    changes: Iterable[Change],
    views: Views | None = None,
) -> Iterator[Work]:
    """The calendar of each measure; of a large site, of which none has one, those of groups."""
    of_measure: dict[str, list[Change]] = {}
    for change in changes:
        of_measure.setdefault(change.measure_id, []).append(change)
    edition_start = date(catalogue.vocabulary.site.edition + ROC_OFFSET, 1, 1)
    if publication.is_large:
        groups = _groups(catalogue, views or Views(publication.today), MAX_OF_LARGE)
        for path, name, chosen in groups:
            its = [of_measure.get(measure.id, []) for measure in chosen]
            render = partial(_at_once, path, name, chosen, its, publication, edition_start)
            yield task(path, chosen, render, also=repr(its))
        return
    for part, family, places in indexes.family_parts(catalogue, BUNDLE):
        some = family[places.start : places.stop]
        its = [of_measure.get(measure.id, []) for measure in some]
        tasks = partial(_of_measures, some, its, publication, edition_start)
        yield bundle(f"calendars of {part}", some, tasks, also=repr(its))


def _of_measures(
    measures: Sequence[Measure],
    changes: Sequence[Sequence[Change]],
    publication: Publication,
    edition_start: date,
) -> Iterator[Task]:
    for measure, its in zip(measures, changes, strict=True):
        render = partial(_of_measure, measure, publication, its, edition_start)
        yield task(f"calendar of {measure.id}", [measure], render, also=repr(its))


def gathered_calendar_tasks(
    catalogue: Catalogue,
    publication: Publication,
    files: Iterable[Written],
    read: Read,
    views: Views | None = None,
) -> Iterator[Task]:
    """The calendar of all measures, of each agency and of each category.

    Their events are read from the measures' own calendars, which are among `files`: each is written
    once.
    """
    if publication.is_large:
        return
    digests = dict(files)
    groups = _groups(catalogue, views or Views(publication.today), MAX_MEASURES)
    for path, name, chosen in groups:
        paths = [urls.measure_calendar(measure.id) for measure in chosen]
        also = " ".join(map(digests.__getitem__, paths))
        render = partial(_of_group, path, name, paths, read)
        yield task(path, (), render, also=also, effort=len(chosen) * GATHERING)


def _groups(
    catalogue: Catalogue, views: Views, most: int
) -> Iterator[tuple[str, str, Sequence[Measure]]]:
    """Path and name of the calendar of all measures, of each agency and of each category, and the
    measures in it: of more than `most`, those that close next."""
    title = catalogue.vocabulary.site.title
    groups = [(urls.CALENDAR, title, catalogue.measures)]
    for agency, measures in indexes.by_agency(catalogue):
        path = urls.agency_calendar(agency.id)
        groups.append((path, f"{title}：{agency.name}", tuple(measures)))
    for category, measures in indexes.by_category(catalogue):
        path = urls.category_calendar(category.id)
        groups.append((path, f"{title}：{category.name}", tuple(measures)))
    places = _closing_order(views.of_all(catalogue.measures))
    for path, name, its in groups:
        yield path, name, its if len(its) <= most else _nearest(its, places, most)


def _of_measure(
    measure: Measure, publication: Publication, changes: Sequence[Change], edition_start: date
) -> Iterator[Page]:
    events = _events(measure, publication, changes, edition_start)
    yield _calendar(urls.measure_calendar(measure.id), measure.title, events)


def _events(
    measure: Measure, publication: Publication, changes: Sequence[Change], edition_start: date
) -> bytes:
    page = urls.absolute(publication.base_url, urls.measure(measure.id))
    contacts = [_reachable(contact) for contact in measure.contacts]
    whom_to_ask = escaped("\n".join(("", *contacts, page)))
    lines: list[str] = []
    for entry in measure_entries(measure, edition_start):
        stamp = _stamp(entry, contacts, changes, edition_start)
        lines += _event(entry, whom_to_ask, page, stamp)
    return content_lines(lines)


def _at_once(
    path: str,
    name: str,
    measures: Sequence[Measure],
    changes: Sequence[Sequence[Change]],
    publication: Publication,
    edition_start: date,
) -> Iterator[Page]:
    """The calendar of a group whose measures have none of their own."""
    each = zip(measures, changes, strict=True)
    events = (_events(measure, publication, its, edition_start) for measure, its in each)
    yield _calendar(path, name, b"".join(events))


def _closing_order(views: Iterable[MeasureView]) -> dict[str, int]:
    """The place of each measure that closes, by its id, among all that do: the next one first."""
    dated = [
        (view.deadline, view.measure.number, view.measure.id)
        for view in views
        if view.deadline is not None
    ]
    return {measure_id: place for place, (_, _, measure_id) in enumerate(sorted(dated))}


def _nearest(
    measures: Iterable[Measure], places: Mapping[str, int], most: int
) -> Sequence[Measure]:
    """Of measures that are too many for one file, those that close next."""
    dated = [measure for measure in measures if measure.id in places]
    return sorted(dated, key=lambda measure: places[measure.id])[:most]


def _of_group(path: str, name: str, paths: Sequence[str], read: Read) -> Iterator[Page]:
    events = b"".join(_events_of(read(calendar)) for calendar in paths)
    yield _calendar(path, name, events)


def _events_of(calendar: bytes) -> bytes:
    return calendar.rpartition(_BEFORE_EVENTS)[2].removesuffix(_AFTER_EVENTS)


def _stamp(
    entry: Entry, contacts: Sequence[str], changes: Sequence[Change], edition_start: date
) -> str:
    """When it was modified, see the module's docstring; UTC."""
    days = (change.day for change in changes if concerns(change, entry))
    day = max(days, default=edition_start)
    said = (entry.day, entry.recurs, entry.summary, entry.details, entry.place, entry.is_tentative)
    content = "\n".join((*map(str, said), *contacts))
    minutes, second = divmod(int(sha256(content.encode()).hexdigest(), 16) % (24 * 60 * 60), 60)
    return f"{_basic(day)}T{minutes // 60:02}{minutes % 60:02}{second:02}Z"


def _basic(day: date) -> str:
    """`20160315`: ISO 8601's basic format, which `strftime` takes five times as long for."""
    return day.isoformat().replace("-", "")


def _event(entry: Entry, whom_to_ask: str, page: str, stamp: str) -> Iterator[str]:
    """The lines of an event; `whom_to_ask`, the end of its description, is escaped."""
    measure = entry.measure
    # A renamed measure keeps its old ids, the oldest first, and so its events.
    first_id = measure.aliases[0] if measure.aliases else measure.id
    summary = escaped(entry.summary)
    yield "BEGIN:VEVENT"
    yield f"UID:{first_id}-{entry.key}@{DOMAIN}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_basic(entry.day)}"
    yield f"DTEND;VALUE=DATE:{_basic(entry.day + timedelta(days=1))}"
    if entry.recurs:
        # The last day of February is not the same every year: -1 is the last of any month.
        month_day = -1 if entry.moment is Moment.CLOSES else 1
        yield f"RRULE:FREQ=YEARLY;BYMONTHDAY={month_day};BYMONTH={entry.day.month}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{escaped(entry.details)}{whom_to_ask}"
    if entry.place is not None:
        yield f"LOCATION:{escaped(entry.place)}"
    yield f"CATEGORIES:{escaped(measure.category.name)}"
    yield f"URL:{page}"
    yield f"STATUS:{'TENTATIVE' if entry.is_tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    if entry.moment is Moment.CLOSES:
        for days, trigger in ALARMS.items():
            yield "BEGIN:VALARM"
            yield "ACTION:DISPLAY"
            yield f"DESCRIPTION:{days} 天後{summary}"
            yield f"TRIGGER:{trigger}"
            yield "END:VALARM"
    yield "END:VEVENT"


def _reachable(contact: Contact) -> str:
    """The first person of an organisation, with the number to call."""
    person = contact.people[0]
    extension = f" 分機 {person.ext}" if person.ext else ""
    return f"{contact.organisation} {person.name} {person.phone}{extension}"


def _calendar(path: str, name: str, events: bytes) -> Page:
    written = escaped(name)
    names = content_lines((f"NAME:{written}", f"X-WR-CALNAME:{written}"))
    content = b"".join((_BEFORE_NAME, names, _AFTER_NAME, events, _AFTER_EVENTS))
    return Page(path=path, content=content)
