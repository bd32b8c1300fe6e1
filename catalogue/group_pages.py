"""The catalogue in; its indexes by agency, kind of service and category, out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue import indexes, urls
from catalogue.publication import Page
from catalogue.rendering import Crumb, Renderer
from catalogue.views import MeasureView


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Measures that belong together, under the heading of their page."""

    name: str
    summary: str
    address: str
    measures: tuple[MeasureView, ...]


def category_groups(r: Renderer) -> tuple[Group, ...]:
    """The categories, each with its measures."""
    return tuple(
        Group(
            name=c.name, summary=c.summary, address=urls.category(c.id), measures=r.views(measures)
        )
        for c, measures in indexes.by_category(r.catalogue)
    )


def service_groups(r: Renderer) -> tuple[Group, ...]:
    """The kinds of service, each with the measures that offer it."""
    return tuple(
        Group(
            name=s.name, summary=s.summary, address=urls.service(s.id), measures=r.views(measures)
        )
        for s, measures in indexes.by_service_type(r.catalogue)
    )


def render_groups(r: Renderer) -> Iterator[Page]:
    """Every index page and the page of every group in it."""
    yield from _agencies(r)
    yield from _categories(r)
    yield from _services(r)


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
        service_groups(r),
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
        groups=category_groups(r),
    )
    for (category, measures), group in zip(
        indexes.by_category(r.catalogue), category_groups(r), strict=True
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
