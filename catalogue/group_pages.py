"""The catalogue in; its indexes by agency, kind of service and category, out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from catalogue import indexes, urls
from catalogue.paging import Sheet, sheets, shown_of_each
from catalogue.publication import Page
from catalogue.rendering import Crumb, Renderer
from catalogue.tasks import Task, task
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


def group_tasks(r: Renderer) -> Iterator[Task]:
    """Every index page, and the pages of every group in it."""
    yield from _agencies(r)
    yield from _categories(r)
    yield from _services(r)


def _agencies(r: Renderer) -> Iterator[Task]:
    groups = tuple(
        Group(
            name=agency.name,
            summary="、".join(agency.short),
            address=urls.agency(agency.id),
            measures=r.views(measures),
        )
        for agency, measures in indexes.by_agency(r.catalogue)
    )
    yield from _listed(r, urls.AGENCIES, "主辦機關", "依主辦機關找措施。", groups, "主辦的措施")


def _services(r: Renderer) -> Iterator[Task]:
    description = "依政府幫忙的方式找措施：補助、貸款、培訓、找人。"
    groups = r.once(service_groups)
    yield from _listed(r, urls.SERVICES, "服務種類", description, groups, "的措施")


def _listed(
    r: Renderer, address: str, title: str, description: str, groups: Sequence[Group], suffix: str
) -> Iterator[Task]:
    """An index of groups, and the pages of each."""
    yield _index(r, address, title, description, groups)
    crumbs = (Crumb(name=title, address=address),)
    for group in groups:
        said = f"{group.name}{suffix}，共 {len(group.measures)} 項。"
        yield from _group(r, group, said, crumbs)


def _categories(r: Renderer) -> Iterator[Task]:
    groups = r.once(category_groups)
    title = "分類"
    yield _index(r, urls.CATEGORIES, title, "依手冊的五大面向找措施。", groups)
    above = Crumb(name=title, address=urls.CATEGORIES)
    for group in groups:
        shown = (view.measure for view in group.measures)
        yield task(group.address, shown, partial(_category, r, group, above))
        crumbs = (above, Crumb(name=group.name, address=group.address))
        for part in group.parts:
            description = f"{group.name}「{part.name}」，共 {len(part.measures)} 項措施。"
            yield from _group(r, part, description, crumbs)


def _index(
    r: Renderer, address: str, title: str, description: str, groups: Sequence[Group]
) -> Task:
    """The page that lists groups, with their numbers of measures."""

    def render() -> Iterator[Page]:
        yield r.page("groups.html", address, title, description, groups=groups)

    return task(address, (), render, also=repr([len(group.measures) for group in groups]))


def _category(r: Renderer, group: Group, above: Crumb) -> Iterator[Page]:
    yield r.page(
        "category.html",
        group.address,
        group.name,
        f"{group.name}：{group.summary}。共 {len(group.measures)} 項措施。",
        crumbs=(above,),
        group=group,
        shown=shown_of_each(len(group.measures)),
    )


def _group(r: Renderer, group: Group, description: str, crumbs: Sequence[Crumb]) -> Iterator[Task]:
    """The pages that list the measures of a group; the last of `crumbs` is where it belongs."""
    total = len(group.measures)
    for sheet in sheets(group.address, group.measures, r.publication.is_large):
        shown = (view.measure for view in sheet.items)
        render = partial(_sheet, r, group.name, group.summary, total, description, crumbs, sheet)
        yield task(sheet.address, shown, render, also=f"{sheet.count} of {total}")


def _sheet(
    r: Renderer,
    name: str,
    summary: str,
    total: int,
    description: str,
    crumbs: Sequence[Crumb],
    sheet: Sheet[MeasureView],
) -> Iterator[Page]:
    yield r.page(
        "group.html",
        sheet.address,
        name + sheet.of_all,
        description,
        crumbs=crumbs,
        summary=summary,
        total=total,
        sheet=sheet,
    )
