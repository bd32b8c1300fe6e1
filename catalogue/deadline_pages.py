"""The catalogue in; what is open, what closes when, and what has no date, out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from heapq import nsmallest

from catalogue import indexes, urls
from catalogue.dates import roc_month
from catalogue.model import Measure
from catalogue.paging import PER_PAGE, Sheet, sheets
from catalogue.publication import Page
from catalogue.rendering import Crumb, Renderer
from catalogue.schedule import Status
from catalogue.tasks import Task, task
from catalogue.timeline import draw_timeline
from catalogue.views import MeasureView

TITLE = "現在可以申請什麼"


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month in which windows close, how many do, and where they are listed."""

    month: indexes.Month
    address: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodGroup:
    """Measures with a window of one kind or status, for the deadline pages."""

    id: str
    name: str
    summary: str
    measures: tuple[MeasureView, ...]
    status: Status | None = None
    """Only those of this status are shown; which ones they are depends on the reader's day."""

    @property
    def count(self) -> int:
        """How many are shown on the build's day."""
        return sum(self.status in (None, view.state.status) for view in self.measures)


def closing_months(r: Renderer) -> tuple[tuple[Month, Sequence[indexes.MonthEntry]], ...]:
    """The months in which windows close, with these."""
    return tuple(
        (Month(month=month, address=urls.deadline_month(*month), count=len(entries)), entries)
        for month, entries in indexes.by_closing_month(r.catalogue, r.edition_year)
    )


def period_groups(r: Renderer) -> tuple[PeriodGroup, ...]:
    """The ways in which measures without a closing day can be applied for, and what is over."""
    having: dict[str, list[Measure]] = defaultdict(list)
    ending = []
    for measure in r.catalogue.measures:
        for kind in measure.facts.kinds:
            having[kind].append(measure)
        if measure.facts.ends:
            ending.append(measure)

    def closed_first(views: tuple[MeasureView, ...]) -> tuple[MeasureView, ...]:
        # Those that have not closed yet are hidden: they must not fill the first of several pages.
        if len(views) <= PER_PAGE:
            return views
        if r.publication.is_large:  # others wait for the build after their last day
            return tuple(view for view in views if view.state.status is Status.CLOSED)
        return tuple(sorted(views, key=lambda view: view.state.status is not Status.CLOSED))

    return (
        PeriodGroup(
            id="rolling",
            name="隨時可以申請",
            summary="隨到隨審，沒有固定的截止日。",
            measures=r.views(having["rolling"]),
        ),
        PeriodGroup(
            id="annual",
            name="每年固定月份",
            summary="每年在同樣的月份受理。",
            measures=r.views(having["annual"]),
        ),
        PeriodGroup(
            id="announced",
            name="等公告",
            summary="期間由主辦機關另外公告。",
            measures=r.views(having["announced"]),
        ),
        PeriodGroup(
            id="unstated",
            name="手冊未載明期間",
            summary="手冊沒有寫申請期間，請直接洽詢聯絡窗口。",
            measures=r.views(having["unstated"]),
        ),
        PeriodGroup(
            id="closed",
            name="已截止",
            summary="手冊所列的申請期間都已結束，新的期間請洽主辦機關。",
            measures=closed_first(r.views(ending)),
            status=Status.CLOSED,
        ),
    )


def deadline_tasks(r: Renderer) -> Iterator[Task]:
    """The overview, the pages of each closing month, those of each kind of period."""
    months = [month for month, _ in r.once(closing_months)]
    periods = r.once(period_groups)
    yield task(urls.DEADLINES, r.catalogue.measures, partial(_overview, r, months, periods))
    for month, entries in r.once(closing_months):
        for sheet in sheets(month.address, entries, r.publication.is_large):
            shown = (entry.measure for entry in sheet.items)
            # It says of every month how many windows close in it. If all pages did, a new closing
            # day would make hundreds of them anew.
            others = months if sheet.number == 1 else []
            also = f"{[entry.place for entry in sheet.items]} {month.count} {others}"
            yield task(sheet.address, shown, partial(_month, r, month, sheet, others), also=also)
    for period in periods:
        count = period.count
        for page in sheets(urls.deadline_kind(period.id), period.measures, r.publication.is_large):
            shown = (view.measure for view in page.items)
            render = partial(_period, r, period.name, period.summary, period.status, count, page)
            yield task(page.address, shown, render, also=f"{page.count} of {count}")


def _overview(
    r: Renderer, months: Sequence[Month], periods: Sequence[PeriodGroup]
) -> Iterator[Page]:
    views = r.views(r.catalogue.measures)
    yield r.page(
        "deadlines.html",
        urls.DEADLINES,
        TITLE,
        "現在可以申請哪些措施、接下來哪些要截止，依月份查。",
        open_now=_open_first(views),
        open_count=sum(view.state.status is Status.OPEN for view in views),
        is_whole=len(views) <= PER_PAGE,
        # A picture with a row each tells nothing where there are more.
        timeline=draw_timeline(r.catalogue.measures, r.edition_year, r.today)
        if len(views) <= PER_PAGE
        else None,
        months=months,
        periods=periods,
    )


def _month(
    r: Renderer,
    month: Month,
    sheet: Sheet[indexes.MonthEntry],
    months: Sequence[Month],
) -> Iterator[Page]:
    name = f"{roc_month(*month.month)}截止"
    entries = ((r.views([entry.measure])[0], entry.place) for entry in sheet.items)
    yield r.page(
        "deadline-month.html",
        sheet.address,
        name + sheet.of_all,
        f"{name}的申請期間（{month.month[0]}-{month.month[1]:02}），共 {month.count} 個。",
        crumbs=(Crumb(name=TITLE, address=urls.DEADLINES),),
        month=month,
        sheet=sheet,
        entries=[(view, view.windows[place]) for view, place in entries],
        months=months,
    )


def _period(
    r: Renderer,
    name: str,
    summary: str,
    status: Status | None,
    count: int,
    sheet: Sheet[MeasureView],
) -> Iterator[Page]:
    yield r.page(
        "deadline-kind.html",
        sheet.address,
        name + sheet.of_all,
        f"{summary}共 {count} 項措施。",
        crumbs=(Crumb(name=TITLE, address=urls.DEADLINES),),
        summary=summary,
        status=status,
        count=count,
        sheet=sheet,
    )


def _open_first(views: Sequence[MeasureView]) -> tuple[MeasureView, ...]:
    """A page of measures in the order of a reader who wants to apply: open, then coming, by
    deadline."""
    order = {status: rank for rank, status in enumerate(Status)}
    return tuple(
        nsmallest(
            PER_PAGE,
            views,
            key=lambda v: (
                order[v.state.status],
                v.deadline or date.max,
                v.measure.number,
                v.measure.id,
            ),
        )
    )
