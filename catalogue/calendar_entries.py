"""A measure in; what happens to it on stated days, out: openings, closings, events. Pure.

What tells an entry apart (`key`) never contains a date, so that a moved deadline is the same entry
on another day. It is made of the kind of service and the window's label, each with the service's
name where it has one, so that reordering services or labelled windows changes no key; only windows
without a label are counted in their order, since nothing but their dates tells them apart. An
event is known by its name and place. The opening says nothing of the closing, and the other way
round: when one of them moves, the other has not changed.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from catalogue.changes import Change, Kind
from catalogue.dates import PartialDate, partial_in_words, roc_month
from catalogue.model import AnnualWindow, Event, FixedWindow, Measure, Service, Window
from catalogue.period_changes import roc_words
from catalogue.schedule import Span, endings_in_words, occurrence, window_in_words


class Moment(StrEnum):
    """What happens on an entry's day."""

    OPENS = "opens"
    CLOSES = "closes"
    EVENT = "event"


_VERBS = {Moment.OPENS: "開始受理", Moment.CLOSES: "截止"}
_BOUNDS = {Moment.OPENS: "開始日", Moment.CLOSES: "截止日"}


class Entry(NamedTuple):  # there are some of each measure: a dataclass takes twice as long
    """Something that happens to a measure on a day, or every year on that day's date."""

    measure: Measure
    key: str
    """Tells the measure's entries apart; ASCII."""
    moment: Moment
    day: date
    summary: str
    details: str
    recurs: bool = False
    place: str | None = None
    is_tentative: bool = False
    service: Service | None = None
    window: Window | None = None
    event: Event | None = None


def measure_entries(measure: Measure, edition_start: date) -> Iterator[Entry]:
    """Everything that happens to a measure on stated days, in the order of its page.

    What recurs every year is given for the year that begins on `edition_start`.
    """
    services: dict[str, int] = defaultdict(int)
    for service in measure.services:
        service_key = _numbered(_key(service.type.id, service.name), "-", services)
        windows: dict[str, int] = defaultdict(int)
        for window in service.windows:
            # A dot: the second window of `grants` is not the first of `grants-2`.
            key = _numbered(_key(service_key, window.label), ".", windows)
            yield from _window_entries(measure, service, window, key, edition_start)
    events: dict[str, int] = defaultdict(int)
    for event in measure.events:
        yield Entry(
            measure=measure,
            key=_numbered(_key("event", event.name, event.place), "-", events),
            moment=Moment.EVENT,
            day=event.date.first,
            summary=f"{event.name}（{event.place}）",
            details=measure.title,
            place=event.place,
            event=event,
        )


def _key(*parts: str | None) -> str:
    """The first part as it is, the others, which are Chinese, by a few digits of their hash."""
    first, *others = parts
    digests = (sha256(part.encode()).hexdigest()[:8] for part in others if part)
    return "-".join((first or "", *digests))


def _numbered(key: str, separator: str, seen: dict[str, int]) -> str:
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}{separator}{seen[key]}"


def _window_entries(
    measure: Measure, service: Service, window: Window, key: str, edition_start: date
) -> Iterator[Entry]:
    if isinstance(window, FixedWindow):
        spans = [occurrence(window, edition_start)]
    elif isinstance(window, AnnualWindow):
        spans = list(_yearly_spans(window, edition_start))
    else:
        return
    for number, span in enumerate(spans, start=1):
        assert span is not None
        for moment, day in ((Moment.OPENS, span.opens), (Moment.CLOSES, span.closes)):
            if day is not None:
                run = f"-run{number}" if number > 1 else ""
                yield _window_entry(measure, service, window, f"{key}{run}-{moment}", moment, day)


def _yearly_spans(window: AnnualWindow, edition_start: date) -> Iterator[Span]:
    """Each run of months once; the first may have begun in the year before."""
    day, months = edition_start, set[int]()
    while (span := occurrence(window, day)) and span.opens and span.closes:
        if span.opens.month in months:
            return
        yield span
        months.add(span.opens.month)
        day = span.closes + timedelta(days=1)


def _window_entry(
    measure: Measure, service: Service, window: Window, key: str, moment: Moment, day: date
) -> Entry:
    bound = _bound(window, moment)
    vague = bound is not None and bound.precision == "month"
    of_several = service.heading if len(measure.services) > 1 else None
    which = "，".join(filter(None, (of_several, window.label)))
    expected = "預訂" if window.tentative else ""
    summary = f"{expected}{_VERBS[moment]}：{measure.title}"
    summary += f"（{which}）" if which else ""
    summary += f"（原始資料只寫 {roc_month(day.year, day.month)}）" if vague else ""
    summary += f"（每年 {day.month} 月）" if bound is None else ""
    about = "，".join(filter(None, (service.heading, window.label)))
    details = (about, *_when(window, moment, day, bound), window.note)
    return Entry(
        measure=measure,
        key=key,
        moment=moment,
        day=day,
        recurs=isinstance(window, AnnualWindow),
        summary=summary,
        details="\n".join(filter(None, details)),
        is_tentative=window.tentative or vague,
        service=service,
        window=window,
    )


def _bound(window: Window, moment: Moment) -> PartialDate | None:
    if not isinstance(window, FixedWindow):
        return None
    return window.closes if moment is Moment.CLOSES else window.opens


def _when(window: Window, moment: Moment, day: date, bound: PartialDate | None) -> Iterator[str]:
    """The date in words, how sure it is, and how else the window may end."""
    closes = moment is Moment.CLOSES
    principle = "原則上" if window.tentative else ""
    words = partial_in_words(bound) if bound else f"{principle}每年 {day.month} 月"
    yield f"{words}{_VERBS[moment]}{'，當天仍可申請' if bound and closes and bound.day else ''}"
    if not (bound and bound.day):
        end = "最後" if closes else "第"
        yield f"只知道月份，所以排在當月{end}一天，請先向聯絡窗口確認"
    if bound and window.tentative:
        yield "日期是預訂的，以主辦機關公告為準"
    if closes:
        yield from endings_in_words(window)


def concerns(change: Change, entry: Entry) -> bool:
    """Whether a change, as `changes` words it, is one of what the entry says."""
    if change.measure_id != entry.measure.id:
        return False
    if change.kind in (Kind.NEW, Kind.UPDATED, Kind.CONTACT):
        return True
    if change.kind is Kind.TEXT:
        return change.text.startswith("措施名稱")
    if change.kind is Kind.SERVICE and entry.service:
        return f"「{entry.service.heading}」" in change.text
    if change.kind is Kind.EVENT and entry.event:
        event = entry.event
        return f"{roc_words(event.date)} {event.place} {event.name}" in change.text
    if change.kind is Kind.PERIOD and entry.service and entry.window:
        where = f"{entry.service.heading}：" if len(entry.measure.services) > 1 else ""
        text = change.text.removeprefix(where)
        return change.text.startswith(where) and _is_about(text, entry.window, entry.moment)
    return False


def _is_about(text: str, window: Window, moment: Moment) -> bool:
    """Whether a sentence of `period_changes` tells of one end of a window, or of all of it."""
    name = window.label or ""
    bound = _bound(window, moment)
    if bound is not None:
        subject, words = f"{name}{_BOUNDS[moment]}", roc_words(bound)
        if text == f"新增{subject} {words}":
            return True
        if text.startswith(f"{subject}由 ") and text.endswith(f"改為 {words}"):
            return True
    described = "，".join(filter(None, (window.label, window_in_words(window))))
    whole = name or "申請期間"
    sayings = [whole + verb for verb in ("由「", "改為", "不再是", "的說明")]
    return (
        text == f"新增申請期間：{described}"
        or text.startswith((*sayings, f"{name}申請月份"))
        or (text.startswith("期間名稱") and text.endswith(f"「{name}」"))
    )
