"""The catalogue in; every HTML page, out.

One function a kind of page; each gives its template the values it shows and nothing else.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from catalogue import indexes, urls
from catalogue.assets import render_assets
from catalogue.corps_pages import render_corps_pages
from catalogue.deadline_pages import deadline_tasks, period_groups
from catalogue.group_pages import Group, category_groups, group_tasks, service_groups
from catalogue.handbook_pages import render_handbook
from catalogue.matching import questions
from catalogue.measure_pages import measure_tasks
from catalogue.model import Catalogue
from catalogue.offline import KEPT_PAGES, render_web_manifest
from catalogue.paging import PER_PAGE, shown_of_each
from catalogue.publication import Page, Publication
from catalogue.rendering import Renderer
from catalogue.schedule import Status
from catalogue.tasks import Task, task
from catalogue.templating import CompiledTemplates
from catalogue.views import MeasureView
from catalogue.window_table import CSV_COLUMNS


def page_tasks(
    catalogue: Catalogue,
    publication: Publication,
    templates: Path,
    compiled: CompiledTemplates | None = None,
) -> Iterator[Task]:
    """Every HTML page of the site, with its style sheets, scripts and pictures.

    `compiled` is what earlier builds have compiled of the templates.
    """
    r = Renderer(catalogue, publication, templates, compiled)
    yield from _single_page_tasks(r)
    yield from measure_tasks(r)
    yield from group_tasks(r)
    yield from deadline_tasks(r)
    yield task("assets", (), partial(_assets, r, templates / "assets"))


def _single_page_tasks(r: Renderer) -> Iterator[Task]:
    """Pages of which there is one, each with a template of its own, whose compiling takes longest.

    So they come first, in parts: processes compile different ones at the same time.
    """
    groups, services = category_groups(r), service_groups(r)
    renders = {
        "tools and lists": partial(_fixed_pages, r, groups, services),
        "pages of the corps": partial(render_corps_pages, r),
        "handbook": partial(_handbook, r),
        "home": partial(_home_and_measures, r, groups, services),
    }
    for name, render in renders.items():
        yield task(name, r.catalogue.measures, render)


def _handbook(r: Renderer) -> Iterator[Page]:
    yield render_handbook(r)


def _home_and_measures(
    r: Renderer, groups: Sequence[Group], services: Sequence[Group]
) -> Iterator[Page]:
    yield _home(r, groups, services)
    yield _measure_list(r, groups)


def _assets(r: Renderer, assets: Path) -> Iterator[Page]:
    yield from render_assets(assets)
    yield render_web_manifest(r.site)


def _home(r: Renderer, groups: Sequence[Group], services: Sequence[Group]) -> Page:
    open_now = [v for v in r.views(r.catalogue.measures) if v.state.status is Status.OPEN]
    return r.page(
        "home.html",
        urls.HOME,
        r.site.title,
        r.site.tagline,
        closing_next=_by_deadline(r.views(r.catalogue.measures))[:PER_PAGE],
        open_count=len(open_now),
        groups=groups,
        service_groups=services,
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


def _measure_list(r: Renderer, groups: Sequence[Group]) -> Page:
    return r.page(
        "measures.html",
        urls.MEASURES,
        "全部措施",
        f"{len(r.catalogue.measures)} 項政府輔導措施，依手冊順序列出。",
        groups=groups,
        shown=shown_of_each(len(r.catalogue.measures)),
    )


def _fixed_pages(r: Renderer, groups: Sequence[Group], services: Sequence[Group]) -> Iterator[Page]:
    periods = period_groups(r)
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
        services=services,
        periods=periods,
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
    is_short = len(r.catalogue.measures) <= PER_PAGE
    yield r.page(
        "offline.html",
        urls.OFFLINE,
        "離線閱讀",
        "讀過的頁面，沒有網路時也能看。",
        kept_pages=KEPT_PAGES,
    )
    yield r.page(
        "sitemap.html",
        urls.SITEMAP,
        "網站地圖",
        "本站所有頁面。" if is_short else "本站的目錄；措施依分類列出。",
        groups=groups,
        is_short=is_short,
        agencies=indexes.by_agency(r.catalogue),
        services=services,
        months=indexes.by_closing_month(r.catalogue, r.edition_year),
        periods=periods,
    )
    yield r.page(
        "404.html", urls.NOT_FOUND, "找不到這一頁", "網址可能改了或打錯了。", groups=groups
    )
