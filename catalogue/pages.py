"""The catalogue in; every HTML page, out.

One function a kind of page; each gives its template the values it shows and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from catalogue import indexes, urls
from catalogue.dates import ROC_OFFSET, both_calendars, partial_in_words, roc_month, weekday
from catalogue.matching import questions
from catalogue.model import Catalogue, Measure
from catalogue.parallel import over_slices
from catalogue.prose import render_markdown
from catalogue.publication import Page, Publication
from catalogue.published import CSV_COLUMNS
from catalogue.schedule import STATUS_NAMES, Status, has_end
from catalogue.structured_data import measure_json_ld
from catalogue.timeline import draw_timeline
from catalogue.views import MeasureView, telephone_link, view_measure, view_service, view_window

MAX_DRAWN = 100
"""Measures above which a picture with a row each tells nothing."""
MAX_SIBLINGS = 10
"""Other measures of its subcategory that a measure's page lists."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crumb:
    """One step of the way back to the home page."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PageHead:
    """What every page has: where it is, what it is called and described as, the way back."""

    address: str
    root: str
    title: str
    description: str
    canonical: str
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Measures that belong together, under the heading of their page."""

    name: str
    summary: str
    address: str
    measures: tuple[MeasureView, ...]


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


class Renderer:
    """Renders templates for one publication. Holds no state but the compiled templates."""

    def __init__(self, catalogue: Catalogue, publication: Publication, templates: Path) -> None:
        self.catalogue = catalogue
        self.publication = publication
        self.today = publication.today
        self.site = catalogue.vocabulary.site
        self.edition_year = self.site.edition + ROC_OFFSET
        self._views = {m.id: view_measure(m, self.today) for m in catalogue.measures}
        self.of_subcategory = {
            subcategory.id: measures
            for category, of_category in indexes.by_category(catalogue)
            for subcategory, measures in indexes.by_subcategory(category, of_category)
        }
        self._environment = _environment(templates)
        self._environment.globals.update(
            site=self.site,
            edition_year=self.edition_year,
            today=self.today,
            categories=catalogue.vocabulary.categories,
            repository_url=publication.repository_url,
            measure_count=len(catalogue.measures),
        )

    def views(self, measures: Sequence[Measure]) -> tuple[MeasureView, ...]:
        return tuple(self._views[measure.id] for measure in measures)

    def page(
        self,
        template: str,
        address: str,
        title: str,
        description: str,
        crumbs: Sequence[Crumb] = (),
        **values: Any,
    ) -> Page:
        """One HTML page; `crumbs` leads from the home page to the page's parent."""
        head = PageHead(
            address=address,
            root=urls.base_path(self.publication.base_url)
            if address == urls.NOT_FOUND
            else urls.root_of(address),
            title=title,
            description=description,
            canonical=urls.absolute(self.publication.base_url, address),
            crumbs=() if address == urls.HOME else (Crumb(name="首頁", address=urls.HOME), *crumbs),
        )
        html = self._environment.get_template(template).render(head=head, **values)
        return Page(path=urls.file_of(address), content=html.encode())


class _CompiledTemplates(jinja2.BytecodeCache):
    """Keeps compiled templates while the process lives, for previews that build again and again.

    Jinja checks a template's text against what was compiled, so that nothing stale is rendered.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


def _environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    environment.filters.update(
        markdown=render_markdown,
        both_calendars=both_calendars,
        partial_in_words=partial_in_words,
        roc_month=lambda month: roc_month(*month),
        weekday=weekday,
        tel=telephone_link,
        lines=str.splitlines,
    )
    environment.globals.update(urls=urls, status_names=STATUS_NAMES)
    return environment


def render_pages(
    catalogue: Catalogue, publication: Publication, templates: Path, jobs: int
) -> Iterator[Page]:
    """Every HTML page of the site, home page first; measure pages in up to `jobs` processes."""
    renderer = Renderer(catalogue, publication, templates)
    yield _home(renderer)
    yield _measure_list(renderer)
    work = partial(_measure_pages, catalogue, publication, templates)
    yield from over_slices(work, len(catalogue.measures), jobs)
    yield from _agencies(renderer)
    yield from _categories(renderer)
    yield from _services(renderer)
    yield from _deadlines(renderer)
    yield from _fixed_pages(renderer)
    yield from _aliases(renderer)


def _measure_pages(
    catalogue: Catalogue, publication: Publication, templates: Path, start: int, stop: int
) -> list[Page]:
    renderer = Renderer(catalogue, publication, templates)
    return [_measure(renderer, measure) for measure in catalogue.measures[start:stop]]


def _home(r: Renderer) -> Page:
    open_now = [v for v in r.views(r.catalogue.measures) if v.state.status is Status.OPEN]
    return r.page(
        "home.html",
        urls.HOME,
        r.site.title,
        r.site.tagline,
        closing_next=_by_deadline(r.views(r.catalogue.measures)),
        open_count=len(open_now),
        groups=_category_groups(r),
        service_groups=_service_groups(r),
        agency_count=len(r.catalogue.vocabulary.agencies),
    )


def _by_deadline(views: Sequence[MeasureView]) -> tuple[MeasureView, ...]:
    """Those with a deadline ahead, the nearest first; open ones before coming ones of that day."""
    return tuple(
        sorted(
            (view for view in views if view.deadline is not None),
            key=lambda view: (view.deadline or date.max, view.measure.number, view.measure.id),
        )
    )


def _measure_list(r: Renderer) -> Page:
    return r.page(
        "measures.html",
        urls.MEASURES,
        "全部措施",
        f"{len(r.catalogue.measures)} 項政府輔導措施，依手冊順序列出。",
        groups=_category_groups(r),
    )


def _measure(r: Renderer, measure: Measure) -> Page:
    category, subcategory = measure.category, measure.subcategory
    siblings = [other for other in r.of_subcategory[subcategory.id] if other.id != measure.id]
    return r.page(
        "measure.html",
        urls.measure(measure.id),
        measure.title,
        measure.summary,
        crumbs=(
            Crumb(name=category.name, address=urls.category(category.id)),
            Crumb(name=subcategory.name, address=urls.subcategory(category.id, subcategory.id)),
        ),
        view=r.views([measure])[0],
        measure=measure,
        services=tuple(view_service(service, r.today) for service in measure.services),
        body=render_markdown(measure.body),
        json_ld=measure_json_ld(measure, r.publication),
        siblings=r.views(siblings[:MAX_SIBLINGS]),
        content_path=f"content/measures/{measure.id}.md",
    )


def _category_groups(r: Renderer) -> tuple[Group, ...]:
    return tuple(
        Group(
            name=c.name, summary=c.summary, address=urls.category(c.id), measures=r.views(measures)
        )
        for c, measures in indexes.by_category(r.catalogue)
    )


def _service_groups(r: Renderer) -> tuple[Group, ...]:
    return tuple(
        Group(
            name=s.name, summary=s.summary, address=urls.service(s.id), measures=r.views(measures)
        )
        for s, measures in indexes.by_service_type(r.catalogue)
    )


def _agencies(r: Renderer) -> Iterator[Page]:
    groups = tuple(
        Group(
            name=agency.name,
            summary="、".join(agency.short),
            address=urls.agency(agency.id),
            measures=r.views(measures),
        )
        for agency, measures in indexes.by_agency(r.catalogue)
    )
    yield from _group_pages(
        r, urls.AGENCIES, "主辦機關", "依主辦機關找措施。", groups, "主辦的措施"
    )


def _services(r: Renderer) -> Iterator[Page]:
    yield from _group_pages(
        r,
        urls.SERVICES,
        "服務種類",
        "依政府幫忙的方式找措施：補助、貸款、培訓、找人。",
        _service_groups(r),
        "的措施",
    )


def _group_pages(
    r: Renderer, address: str, title: str, description: str, groups: Sequence[Group], suffix: str
) -> Iterator[Page]:
    """An index of groups and a page for each of them."""
    yield r.page("groups.html", address, title, description, groups=groups)
    for group in groups:
        yield r.page(
            "group.html",
            group.address,
            group.name,
            f"{group.name}{suffix}，共 {len(group.measures)} 項。",
            crumbs=(Crumb(name=title, address=address),),
            group=group,
            parent=title,
        )


def _categories(r: Renderer) -> Iterator[Page]:
    title = "分類"
    yield r.page(
        "groups.html",
        urls.CATEGORIES,
        title,
        "依手冊的五大面向找措施。",
        groups=_category_groups(r),
    )
    for (category, measures), group in zip(
        indexes.by_category(r.catalogue), _category_groups(r), strict=True
    ):
        crumbs = (Crumb(name=title, address=urls.CATEGORIES),)
        subgroups = tuple(
            Group(
                name=sub.name,
                summary="",
                address=urls.subcategory(category.id, sub.id),
                measures=r.views(its),
            )
            for sub, its in indexes.by_subcategory(category, measures)
        )
        yield r.page(
            "category.html",
            group.address,
            group.name,
            f"{group.name}：{group.summary}。共 {len(group.measures)} 項措施。",
            crumbs=crumbs,
            group=group,
            subgroups=subgroups,
        )
        for subgroup in subgroups:
            yield r.page(
                "group.html",
                subgroup.address,
                subgroup.name,
                f"{category.name}「{subgroup.name}」，共 {len(subgroup.measures)} 項措施。",
                crumbs=(*crumbs, Crumb(name=category.name, address=group.address)),
                group=subgroup,
                parent=category.name,
            )


def _period_groups(r: Renderer) -> tuple[PeriodGroup, ...]:
    def having(test: Callable[[Measure], bool]) -> tuple[MeasureView, ...]:
        return r.views([measure for measure in r.catalogue.measures if test(measure)])

    def with_kind(kind: str) -> tuple[MeasureView, ...]:
        return having(lambda measure: any(window.kind == kind for window in measure.windows))

    return (
        PeriodGroup(
            id="rolling",
            name="隨時可以申請",
            summary="隨到隨審，沒有固定的截止日。",
            measures=with_kind("rolling"),
        ),
        PeriodGroup(
            id="annual",
            name="每年固定月份",
            summary="每年在同樣的月份受理。",
            measures=with_kind("annual"),
        ),
        PeriodGroup(
            id="announced",
            name="等公告",
            summary="期間由主辦機關另外公告。",
            measures=with_kind("announced"),
        ),
        PeriodGroup(
            id="unstated",
            name="手冊未載明期間",
            summary="手冊沒有寫申請期間，請直接洽詢聯絡窗口。",
            measures=with_kind("unstated"),
        ),
        PeriodGroup(
            id="closed",
            name="已截止",
            summary="手冊所列的申請期間都已結束，新的期間請洽主辦機關。",
            measures=having(lambda measure: all(map(has_end, measure.windows))),
            status=Status.CLOSED,
        ),
    )


def _deadlines(r: Renderer) -> Iterator[Page]:
    title = "現在可以申請什麼"
    months = [
        (month, urls.deadline_month(*month), entries)
        for month, entries in indexes.by_closing_month(r.catalogue, r.edition_year)
    ]
    periods = _period_groups(r)
    views = r.views(r.catalogue.measures)
    yield r.page(
        "deadlines.html",
        urls.DEADLINES,
        title,
        "現在可以申請哪些措施、接下來哪些要截止，依月份查。",
        open_now=_open_first(views),
        timeline=draw_timeline(r.catalogue.measures, r.edition_year, r.today)
        if len(views) <= MAX_DRAWN
        else None,
        months=months,
        periods=periods,
    )
    crumbs = (Crumb(name=title, address=urls.DEADLINES),)
    for month, address, entries in months:
        name = f"{roc_month(*month)}截止"
        yield r.page(
            "deadline-month.html",
            address,
            name,
            f"{name}的申請期間（{month[0]}-{month[1]:02}），共 {len(entries)} 個。",
            crumbs=crumbs,
            month=month,
            entries=[
                (
                    entry,
                    r.views([entry.measure])[0],
                    view_window(entry.window, r.today),
                    view_service(entry.service, r.today),
                )
                for entry in entries
            ],
            months=months,
        )
    for period in periods:
        yield r.page(
            "deadline-kind.html",
            urls.deadline_kind(period.id),
            period.name,
            f"{period.summary}共 {period.count} 項措施。",
            crumbs=crumbs,
            period=period,
        )


def _open_first(views: Sequence[MeasureView]) -> tuple[MeasureView, ...]:
    """All measures in the order of a reader who wants to apply: open, then coming, by deadline."""
    order = {status: rank for rank, status in enumerate(Status)}
    return tuple(
        sorted(
            views,
            key=lambda v: (
                order[v.state.status],
                v.deadline or date.max,
                v.measure.number,
                v.measure.id,
            ),
        )
    )


def _fixed_pages(r: Renderer) -> Iterator[Page]:
    groups = _category_groups(r)
    for text in r.catalogue.pages:
        yield r.page(
            "text.html", f"{text.id}/", text.title, text.summary, body=render_markdown(text.body)
        )
    yield r.page(
        "search.html",
        urls.SEARCH,
        "搜尋",
        "搜尋全部措施：輸入需要、計畫名稱、機關或電話。",
        groups=groups,
    )
    yield r.page(
        "match.html",
        urls.MATCH,
        "幫我找措施",
        "回答幾個問題，看哪些措施符合、哪些要先問主辦機關。",
        questions=questions(r.catalogue),
        groups=groups,
        services=_service_groups(r),
        periods=_period_groups(r),
    )
    yield r.page(
        "shortlist.html",
        urls.SHORTLIST,
        "我的清單",
        "把想申請的措施放在一起比較，列印或傳給別人。",
    )
    base_url = r.publication.base_url
    yield r.page(
        "open-data.html",
        urls.OPEN_DATA,
        "開放資料",
        "措施資料的 JSON、CSV、行事曆與訂閱，任何程式都能用。",
        base_url=base_url,
        csv_columns=CSV_COLUMNS,
        sample=r.catalogue.measures[-1],
    )
    yield r.page(
        "calendar.html",
        urls.CALENDARS,
        "截止日行事曆",
        "把截止日放進手機或電腦的行事曆，快到期時提醒你。",
        base_url=base_url,
        webcal=f"webcal{base_url.removeprefix('https').removeprefix('http')}",
        agencies=r.catalogue.vocabulary.agencies,
    )
    yield r.page(
        "sitemap.html",
        urls.SITEMAP,
        "網站地圖",
        "本站所有頁面。",
        groups=groups,
        agencies=indexes.by_agency(r.catalogue),
        services=_service_groups(r),
        months=indexes.by_closing_month(r.catalogue, r.edition_year),
        periods=_period_groups(r),
    )
    yield r.page(
        "404.html", urls.NOT_FOUND, "找不到這一頁", "網址可能改了或打錯了。", groups=groups
    )


def moved_paths(catalogue: Catalogue) -> set[str]:
    """The files at old addresses: nothing that a search engine should list."""
    return {
        urls.file_of(urls.measure(alias))
        for measure in catalogue.measures
        for alias in measure.aliases
    }


def _aliases(r: Renderer) -> Iterator[Page]:
    for measure in r.catalogue.measures:
        for alias in measure.aliases:
            yield r.page(
                "moved.html",
                urls.measure(alias),
                f"{measure.title}（網址已更改）",
                f"「{measure.title}」換了新網址。",
                target=urls.measure(measure.id),
                measure=measure,
            )


def render_assets(assets: Path) -> Iterator[Page]:
    """Style sheets, scripts and pictures, as they are in `templates/assets`."""
    for path in sorted(assets.rglob("*")):
        if path.is_file():
            yield Page(
                path=f"assets/{path.relative_to(assets).as_posix()}", content=path.read_bytes()
            )
