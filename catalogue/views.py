"""A measure and a day in; what a template shows of it, out. Frozen values, ready to print.

Everything a reader's browser works out again for its own day (statuses, what closes next) is
printed here for the build's day, beside the compact windows that the browser needs for it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, cast

from pydantic_core import to_json

from catalogue import urls
from catalogue.dates import both_calendars, roc_month
from catalogue.model import FixedWindow, Measure, Service, Window
from catalogue.schedule import (
    STATUS_NAMES,
    Status,
    best,
    closes_soon,
    closing_day,
    compact_window,
    next_opening,
    occurrence,
    window_in_words,
    window_status,
)
from catalogue.values import Person

BRIEF = 60
"""Characters above which a text is shortened at the top of a page."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NO_DIGITS = re.compile(r"\D+")


# Those of which there are thousands are tuples, which are quickly made, kept and read again.
class StatusView(NamedTuple):
    """A status on the build's day, and the windows to work it out again from."""

    status: Status
    soon: bool
    windows: str
    """JSON, as `schedule.js` reads it."""

    @property
    def name(self) -> str:
        return STATUS_NAMES[self.status]


class WindowView(NamedTuple):
    """One application period in words that are true on any day."""

    heading: str
    """What tells its service from the measure's others."""
    label: str | None
    words: str
    note: str | None
    state: StatusView
    closes: date | None
    """The day on which it closes, where it is open or coming and has one."""


class ServiceView(NamedTuple):
    service: Service
    number: int
    """Its place among those of its measure, from 1."""
    heading: str
    windows: tuple[WindowView, ...]
    figures: tuple[str, ...]
    """What one gets: amounts, or where there are none percents."""


class AudienceView(NamedTuple):
    """Whom a service is for, in brief; `is_whole` where that is all there is to say."""

    heading: str
    brief: str
    is_whole: bool


class MeasureView(NamedTuple):
    """A measure in a list or at the top of its page."""

    measure: Measure
    state: StatusView
    windows: tuple[WindowView, ...]
    deadline: date | None
    when: str
    """What happens next, or happened last, in absolute dates."""
    when_day: str
    """The ISO day of it, as `nextEvent` of `schedule.js` has it; empty where undated."""
    services: tuple[tuple[Status, date | None], ...]
    """Of each service the best status of its windows, and when the next of them closes."""

    @property
    def address(self) -> str:
        return urls.measure(self.measure.id)

    @property
    def tells_day(self) -> bool:
        """Whether `when_day` is what a script finds in `when`, as `DAY_TOLD` of today.js does."""
        told = _ISO_DAY.search(self.when)
        return self.when_day == (told[0] if told else "")

    @property
    def agencies(self) -> str:
        """Their names, for a list."""
        return "、".join(agency.name for agency in self.measure.agencies)


_Views = tuple[MeasureView, ...]


class Views:
    """What lists show of measures on a day, each worked out once; `known` are some, by id."""

    def __init__(self, today: date, known: Mapping[str, MeasureView] | None = None) -> None:
        self._today = today
        self._known = dict(known or {})

    def of(self, measure: Measure) -> MeasureView:
        view = self._known.get(measure.id)
        if view is None:
            view = self._known[measure.id] = view_measure(measure, self._today)
        return view

    def of_all(self, measures: Iterable[Measure]) -> tuple[MeasureView, ...]:
        """The same of several, of tens of thousands without a step of the interpreter each."""
        measures = tuple(measures)
        found = tuple(map(self._known.get, map(attrgetter("id"), measures)))
        return tuple(map(self.of, measures)) if None in found else cast(_Views, found)


def view_status(window: Window, today: date) -> StatusView:
    return StatusView(
        status=window_status(window, today),
        soon=closes_soon(window, today),
        windows=to_json([compact_window(window)]).decode(),
    )


def _together(states: Sequence[StatusView]) -> StatusView:
    """The status of several windows."""
    lists = (state.windows[1:-1] for state in states)
    return StatusView(
        status=best(state.status for state in states),
        soon=any(state.soon for state in states),
        windows=f"[{','.join(lists)}]",
    )


def terse_windows(windows: str) -> str:
    """Compact windows, which are JSON, in a third of the characters: for pages of a large site.

    `windowsIn` of schedule.js reads both: `2016-01-26/2016-03-15 /2016-06-30 annual:3,9 rolling`.
    """
    return " ".join(map(_terse_window, json.loads(windows)))


def _terse_window(window: Sequence[Any]) -> str:
    kind, *said = window
    if kind == "fixed":
        return "/".join(day or "" for day in said)
    return ":".join((kind, *(",".join(map(str, months)) for months in said)))


def view_window(service: Service, window: Window, today: date) -> WindowView:
    return WindowView(
        heading=service.heading,
        label=window.label,
        words=window_in_words(window),
        note=window.note,
        state=view_status(window, today),
        closes=closing_day(window, today),
    )


def view_services(view: MeasureView) -> tuple[ServiceView, ...]:
    """The services of a measure, with their windows."""
    return tuple(
        ServiceView(
            service=service,
            number=number,
            heading=service.heading,
            windows=windows,
            figures=tuple(figure.text for figure in service.amounts or service.percents),
        )
        for number, (service, windows) in enumerate(
            _by_service(view.measure, view.windows), start=1
        )
    )


def _by_service(
    measure: Measure, windows: Iterable[WindowView]
) -> Iterator[tuple[Service, tuple[WindowView, ...]]]:
    rest = iter(windows)
    for service in measure.services:
        yield service, tuple(islice(rest, len(service.windows)))


def view_audiences(services: Iterable[Service]) -> tuple[AudienceView, ...]:
    """Each audience once, under the heading of the first service that names it."""
    headings: dict[str, str] = {}
    for service in services:
        if service.audience:
            headings.setdefault(service.audience, service.heading)
    return tuple(
        AudienceView(heading=heading, brief=brief(text), is_whole=len(text) <= BRIEF)
        for text, heading in headings.items()
    )


def brief(text: str) -> str:
    """The first sentence of a long text, or its beginning; the whole stands further down."""
    if len(text) <= BRIEF:
        return text
    line = text.split("\n")[0]
    sentence = line.split("。")[0]
    return f"{sentence if len(sentence) <= BRIEF else line[:50]}……"


def view_measure(measure: Measure, today: date) -> MeasureView:
    windows = tuple(
        view_window(service, window, today)
        for service in measure.services
        for window in service.windows
    )
    state = _together([window.state for window in windows])
    day = _next_day(measure, windows, state.status, today)
    return MeasureView(
        measure=measure,
        state=state,
        windows=windows,
        deadline=_next_closing(windows),
        when=_when(measure, state.status, day, today),
        when_day=day.isoformat() if day else "",
        services=tuple(
            (best(window.state.status for window in its), _next_closing(its))
            for _, its in _by_service(measure, windows)
        ),
    )


def _next_closing(windows: Iterable[WindowView]) -> date | None:
    return min(filter(None, (window.closes for window in windows)), default=None)


def _next_day(
    measure: Measure, windows: Iterable[WindowView], status: Status, today: date
) -> date | None:
    """When what is open closes, or what is coming opens, or what is over closed."""
    if status is Status.OPEN:
        # The deadline of a window that has not opened yet says nothing about what is open now.
        return _next_closing(window for window in windows if window.state.status is Status.OPEN)
    if status is Status.UPCOMING:
        return next_opening(measure, today)
    if status is Status.CLOSED:
        spans = filter(None, (occurrence(window, today) for window in measure.windows))
        return max(filter(None, (span.closes for span in spans)), default=None)
    return None


def _when(measure: Measure, status: Status, day: date | None, today: date) -> str:
    if day is None:
        return window_in_words(
            next(w for w in measure.windows if window_status(w, today) is status)
        )
    ending = {Status.OPEN: "截止", Status.UPCOMING: "開始受理", Status.CLOSED: "已截止"}
    # A month's first or last day is our reckoning, not the source's word.
    is_said = any(_says(window, status, day) for window in measure.windows)
    said = both_calendars(day) if is_said else f"{roc_month(day.year, day.month)}（{day:%Y-%m}）"
    return said + ending[status]


def _says(window: Window, status: Status, day: date) -> bool:
    """Whether the source names the day on which a window closes, or opens."""
    if not isinstance(window, FixedWindow):
        return False
    bound = window.opens if status is Status.UPCOMING else window.closes
    return bound is not None and bound.day is not None and bound.first == day


def telephone_link(person: Person) -> str:
    """A `tel:` address (RFC 3966) with the Taiwanese country code; a pause before the extension."""
    digits = _NO_DIGITS.sub("", person.phone)
    number = f"+886{digits[1:]}" if not digits.startswith("0800") else digits
    return f"tel:{number},{person.ext}" if person.ext else f"tel:{number}"
