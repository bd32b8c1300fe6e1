"""The catalogue in; the handbook, all of it as one document to read or print, out.

The document is the same on screen, on a browser's paper and in the PDF (`handbook_pdf`); style
sheets make the difference. It tells no statuses: paper cannot keep them true. Its headings have
six levels: the title, a chapter a category, a section a subcategory, the measure, two inside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from catalogue import indexes, urls
from catalogue.dates import roc_month
from catalogue.model import Catalogue, FixedWindow, Measure, Window
from catalogue.prose import render_markdown
from catalogue.publication import Page, Publication
from catalogue.rendering import Renderer
from catalogue.tasks import Task, task
from catalogue.views import ServiceView, view_services
from catalogue.vocabulary import Category, Subcategory
from catalogue.writing import TextPage

MAX_MEASURES = 500
"""Measures above which the page only leads to the lists, since no page may grow with the
catalogue: a measure is 7 kB of HTML (1.4 kB compressed), and a phone lays all of them out at once.
The PDF, which one downloads on purpose and opens a page at a time, holds any number."""
_PREFACE = "about"
_MEASURE_HEADING = 4
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, kw_only=True, slots=True)
class HandbookEntry:
    """A measure with everything its own page has."""

    measure: Measure
    services: tuple[ServiceView, ...]
    body: str
    """HTML."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The measures of a subcategory."""

    subcategory: Subcategory
    numeral: str
    entries: tuple[HandbookEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """The sections of a category."""

    category: Category
    numeral: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexLine:
    """A measure under a heading of an index: what stands before its title and after it."""

    measure: Measure
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexGroup:
    """A heading of an index, and the lines below it."""

    name: str
    lines: tuple[IndexLine, ...]


def handbook_tasks(r: Renderer) -> Iterator[Task]:
    """The page at `/handbook/`: the whole, or if it is too much the way to the lists."""
    measures = r.catalogue.measures
    is_whole = len(measures) <= MAX_MEASURES
    render = partial(_handbook, r, is_whole)
    yield task("handbook", measures if is_whole else (), render, also=str(len(measures)))


def _handbook(r: Renderer, is_whole: bool) -> Iterator[Page]:
    if is_whole:
        yield whole_handbook(r)
    else:
        yield r.page(
            "handbook-overview.html",
            urls.HANDBOOK,
            "手冊",
            f"{len(r.catalogue.measures)} 項措施放不進一頁，請從這些清單看。",
            pdf_bytes=r.publication.handbook_bytes,
        )


def whole_handbook(r: Renderer) -> Page:
    """The handbook of any number of measures as one page."""
    return r.page(
        "handbook.html",
        urls.HANDBOOK,
        f"{r.site.title}手冊",
        f"{len(r.catalogue.measures)} 項政府輔導措施的完整內容，集成一本，可以列印。",
        pdf_bytes=r.publication.handbook_bytes,
        home=urls.absolute(r.publication.base_url, urls.HOME),
        preface=_preface(r),
        chapters=_chapters(r),
        agencies=_agency_index(r),
        months=_month_index(r),
        undated=_undated_index(r),
        services=_service_index(r),
    )


def handbook_to_print(catalogue: Catalogue, publication: Publication, templates: Path) -> Page:
    """The whole handbook as the PDF is made from it; `publication` has nothing of a site's own."""
    return whole_handbook(Renderer(catalogue, publication, templates))


def _preface(r: Renderer) -> tuple[TextPage, str] | None:
    """The page about the corps, and its text under the preface's heading."""
    about = next((page for page in r.catalogue.pages if page.id == _PREFACE), None)
    return (about, render_markdown(about.body, top=3)) if about else None


def _chapters(r: Renderer) -> tuple[Chapter, ...]:
    filled = [(category, its) for category, its in indexes.by_category(r.catalogue) if its]
    return tuple(
        Chapter(
            category=category,
            numeral=numeral(place),
            sections=_sections(r, category, measures),
        )
        for place, (category, measures) in enumerate(filled, start=1)
    )


def _sections(r: Renderer, category: Category, measures: Sequence[Measure]) -> tuple[Section, ...]:
    filled = [(sub, its) for sub, its in indexes.by_subcategory(category, measures) if its]
    return tuple(
        Section(
            subcategory=subcategory,
            numeral=numeral(place),
            entries=tuple(_entry(r, measure) for measure in its),
        )
        for place, (subcategory, its) in enumerate(filled, start=1)
    )


def _entry(r: Renderer, measure: Measure) -> HandbookEntry:
    return HandbookEntry(
        measure=measure,
        services=view_services(r.views([measure])[0]),
        body=render_markdown(measure.body, top=_MEASURE_HEADING + 1),
    )


def _agency_index(r: Renderer) -> tuple[IndexGroup, ...]:
    return tuple(
        IndexGroup(name=agency.name, lines=tuple(IndexLine(measure=m) for m in measures))
        for agency, measures in indexes.by_agency(r.catalogue)
        if measures
    )


def _service_index(r: Renderer) -> tuple[IndexGroup, ...]:
    return tuple(
        IndexGroup(name=kind.name, lines=tuple(IndexLine(measure=m) for m in measures))
        for kind, measures in indexes.by_service_type(r.catalogue)
        if measures
    )


def _month_index(r: Renderer) -> tuple[IndexGroup, ...]:
    """By the month in which a window closes, the earliest first."""
    return tuple(
        IndexGroup(
            name=f"{roc_month(*month)}（{month[0]}-{month[1]:02}）",
            lines=tuple(
                IndexLine(
                    measure=entry.measure,
                    before=f"{month[1]} 月 {entry.day} 日" if entry.day else f"{month[1]} 月",
                    after=_after(entry.service.heading, entry.window),
                )
                for entry in entries
            ),
        )
        for month, entries in indexes.by_closing_month(r.catalogue, r.edition_year)
    )


def _undated_index(r: Renderer) -> tuple[IndexGroup, ...]:
    """What closes in no month that could be named, by the reason."""
    entries = indexes.without_closing_month(r.catalogue)
    groups = (
        ("隨時可以申請", ("rolling", "annual")),
        ("手冊只寫開始日", ("fixed",)),
        ("等公告", ("announced",)),
        ("手冊未載明期間", ("unstated",)),
    )
    return tuple(
        IndexGroup(
            name=name,
            lines=tuple(
                IndexLine(measure=e.measure, after=_after(e.service.heading, e.window))
                for e in entries
                if e.window.kind in kinds
            ),
        )
        for name, kinds in groups
        if any(entry.window.kind in kinds for entry in entries)
    )


def _after(heading: str, window: Window) -> str:
    tentative = "（預訂）" if isinstance(window, FixedWindow) and window.tentative else ""
    return (f"{heading}・{window.label}" if window.label else heading) + tentative


def numeral(number: int) -> str:
    """1 to 99 as Chinese counts chapters: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
