"""The catalogue in; every HTML page, out.

One function a kind of page; each gives its template the values it shows and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from heapq import nsmallest
from pathlib import Path

from catalogue import urls
from catalogue.assets import render_assets
from catalogue.corps_pages import render_corps_pages
from catalogue.deadline_pages import closing_months, deadline_tasks, period_groups
from catalogue.group_pages import category_groups, group_tasks, service_groups
from catalogue.handbook_pages import handbook_tasks
from catalogue.matching import questions
from catalogue.measure_pages import large_page_tasks, measure_bundles
from catalogue.model import Catalogue
from catalogue.offline import KEPT_PAGES, render_web_manifest
from catalogue.paging import PER_PAGE, shown_of_each
from catalogue.publication import Page, Publication
from catalogue.rendering import Renderer
from catalogue.schedule import Status
from catalogue.tasks import Task, Work, task
from catalogue.templating import CompiledTemplates
from catalogue.views import MeasureView, Views
from catalogue.window_table import CSV_COLUMNS


def page_tasks(
    catalogue: Catalogue,
    publication: Publication,
    templates: Path,
    views: Views | None = None,
    compiled: CompiledTemplates | None = None,
) -> tuple[Iterator[Work], Iterator[Work]]:
    """The pages of measures; all other HTML pages, with style sheets, scripts and pictures.

    `views` and `compiled` are what earlier builds have worked out.
    """
    r = Renderer(catalogue, publication, templates, views, compiled)
    of_measures = large_page_tasks(r) if publication.is_large else measure_bundles(r)
    return of_measures, _other_tasks(r, templates)


def _other_tasks(r: Renderer, templates: Path) -> Iterator[Task]:
    yield from _single_page_tasks(r)
    yield from group_tasks(r)
    yield from deadline_tasks(r)
    yield task("assets", (), partial(_assets, r, templates / "assets"))


def _single_page_tasks(r: Renderer) -> Iterator[Task]:
    """Pages of which there is one, each with a template of its own, whose compiling takes longest.

    So they come first, in parts: processes compile different ones at the same time.
    """
    measures = r.catalogue.measures
    for overview in (_home, _measure_list, _match, _sitemap):
        yield task(overview.__name__, measures, partial(_one, overview, r))
    eventful = (measure for measure in measures if measure.events)
    yield task("pages of the corps", eventful, partial(render_corps_pages, r))
    yield from handbook_tasks(r)
    counts = [len(group.measures) for group in r.once(category_groups)]
    also = repr((measures[-1].id, counts))
    yield task("tools", (), partial(_tools, r), also=also)


def _one(render: Callable[[Renderer], Page], r: Renderer) -> Iterator[Page]:
    yield render(r)


def _assets(r: Renderer, assets: Path) -> Iterator[Page]:
    large = render_assets(assets.parent / "large" / "assets") if r.publication.is_large else ()
    more = {page.path: page.content for page in large}
    # Of a style sheet that is in both, the second goes on where the first ends: one to fetch.
    for page in render_assets(assets):
        yield Page(path=page.path, content=page.content + more.pop(page.path, b""))
    yield from (Page(path=path, content=content) for path, content in more.items())
    yield render_web_manifest(r.site)


def _home(r: Renderer) -> Page:
    open_now = [v for v in r.views(r.catalogue.measures) if v.state.status is Status.OPEN]
    return r.page(
        "home.html",
        urls.HOME,
        r.site.title,
        r.site.tagline,
        closing_next=_closing_next(r.views(r.catalogue.measures)),
        open_count=len(open_now),
        groups=r.once(category_groups),
        service_groups=r.once(service_groups),
        agency_count=len(r.catalogue.vocabulary.agencies),
    )


def _closing_next(views: Iterable[MeasureView]) -> list[MeasureView]:
    """A page of those with a deadline ahead, the nearest first."""
    return nsmallest(
        PER_PAGE,
        (view for view in views if view.deadline is not None),
        key=lambda view: (view.deadline or date.max, view.measure.number, view.measure.id),
    )


def _measure_list(r: Renderer) -> Page:
    return r.page(
        "measures.html",
        urls.MEASURES,
        "全部措施",
        f"{len(r.catalogue.measures)} 項政府輔導措施，依手冊順序列出。",
        groups=r.once(category_groups),
        shown=shown_of_each(len(r.catalogue.measures)),
    )


def _match(r: Renderer) -> Page:
    return r.page(
        "match.html",
        urls.MATCH,
        "幫我找措施",
        "回答幾個問題，看哪些措施符合、哪些要先問主辦機關。",
        questions=questions(r.catalogue),
        groups=r.once(category_groups),
        services=r.once(service_groups),
        periods=r.once(period_groups),
    )


def _sitemap(r: Renderer) -> Page:
    is_short = len(r.catalogue.measures) <= PER_PAGE
    return r.page(
        "sitemap.html",
        urls.SITEMAP,
        "網站地圖",
        "本站所有頁面。" if is_short else "本站的目錄；措施依分類列出。",
        groups=r.once(category_groups),
        is_short=is_short,
        agencies=r.catalogue.vocabulary.agencies,
        services=r.once(service_groups),
        months=[month for month, _ in r.once(closing_months)],
        periods=r.once(period_groups),
    )


def _tools(r: Renderer) -> Iterator[Page]:
    """Pages that say of measures but how many each category has, and the last one's id."""
    groups = r.once(category_groups)
    yield r.page(
        "search.html",
        urls.SEARCH,
        "搜尋",
        "搜尋全部措施：輸入需要、計畫名稱、機關或電話。",
        groups=groups,
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
        "offline.html",
        urls.OFFLINE,
        "離線閱讀",
        "讀過的頁面，沒有網路時也能看。",
        kept_pages=KEPT_PAGES,
    )
    yield r.page(
        "404.html", urls.NOT_FOUND, "找不到這一頁", "網址可能改了或打錯了。", groups=groups
    )
