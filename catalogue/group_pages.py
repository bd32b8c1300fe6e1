"""The catalogue in; its indexes by agency, kind of service and category, out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue import indexes, urls
from catalogue.paging import sheets, shown_of_each
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
    parts: tuple["Group", ...] = ()
    """The groups that it consists of: a category's subcategories."""


def category_groups(r: Renderer) -> tuple[Group, ...]:
    """The categories, each with its measures and subcategories."""
    return tuple(
        Group(
            name=category.name,
            summary=category.summary,
            address=urls.category(category.id),
            measures=r.views(measures),
            parts=tuple(
                Group(
                    name=sub.name,
                    summary="",
                    address=urls.subcategory(category.id, sub.id),
                    measures=r.views(its),
                )
                for sub, its in indexes.by_subcategory(category, measures)
            ),
        )
        for category, measures in indexes.by_category(r.catalogue)
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
    crumbs = (Crumb(name=title, address=address),)
    for group in groups:
        description = f"{group.name}{suffix}，共 {len(group.measures)} 項。"
        yield from _group(r, group, description, crumbs, title)


def _group(
    r: Renderer, group: Group, description: str, crumbs: Sequence[Crumb], parent: str
) -> Iterator[Page]:
    for sheet in sheets(group.address, group.measures):
        yield r.page(
            "group.html",
            sheet.address,
            group.name + sheet.of_all,
            description,
            crumbs=crumbs,
            group=group,
            sheet=sheet,
            parent=parent,
        )


def _categories(r: Renderer) -> Iterator[Page]:
    title = "分類"
    groups = category_groups(r)
    yield r.page(
        "groups.html",
        urls.CATEGORIES,
        title,
        "依手冊的五大面向找措施。",
        groups=groups,
    )
    for group in groups:
        above = Crumb(name=title, address=urls.CATEGORIES)
        yield r.page(
            "category.html",
            group.address,
            group.name,
            f"{group.name}：{group.summary}。共 {len(group.measures)} 項措施。",
            crumbs=(above,),
            group=group,
            shown=shown_of_each(len(group.measures)),
        )
        crumbs = (above, Crumb(name=group.name, address=group.address))
        for part in group.parts:
            description = f"{group.name}「{part.name}」，共 {len(part.measures)} 項措施。"
            yield from _group(r, part, description, crumbs, group.name)
