"""The catalogue in; a page for each measure, and one at each of its old addresses, out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from catalogue import urls
from catalogue.indexes import family_parts
from catalogue.model import Catalogue, Measure
from catalogue.prose import render_markdown, terse
from catalogue.publication import Page, Written
from catalogue.rendering import Crumb, Renderer
from catalogue.structured_data import measure_json_ld
from catalogue.tasks import BUNDLE, Bundle, Task, bundle, parts, task
from catalogue.views import view_audiences, view_services

MAX_SIBLINGS = 6
"""Other measures of its subcategory that a measure's page lists: those that follow it."""

_CLAUSE = re.compile("[，；。]")
"""Ends what a page of a large site is described by, where the whole summary would stand twice."""


def measure_bundles(r: Renderer) -> Iterator[Bundle]:
    """A page a measure and an old address."""
    for name, family, places in family_parts(r.catalogue, BUNDLE):
        shown = (*family[places.start : places.stop], *_siblings(family, places[-1]))
        yield bundle(f"pages of {name}", shown, partial(_tasks, r, family, places))


def _tasks(r: Renderer, family: Sequence[Measure], places: Iterable[int]) -> Iterator[Task]:
    for place in places:
        measure, siblings = family[place], _siblings(family, place)
        render = partial(_pages, r, measure, siblings)
        yield task(f"page of {measure.id}", (measure, *siblings), render, with_text=True)


def large_page_tasks(r: Renderer) -> Iterator[Task]:
    """The same of a large site, many in one task: they are quickly made, and where a hundred
    thousand tasks are written down takes 20 MB."""
    for some in parts(r.catalogue.measures, BUNDLE):
        yield task(f"large pages from {some[0].id}", some, partial(_large_pages, r, some))


def _large_pages(r: Renderer, measures: Iterable[Measure]) -> Iterator[Page]:
    for measure in measures:
        yield _large(r, measure)
        yield from _aliases(r, measure)


def _large(r: Renderer, measure: Measure) -> Page:
    view = r.views([measure])[0]
    return r.page(
        "large/measure.html",
        urls.measure(measure.id),
        measure.title,
        _CLAUSE.split(measure.summary)[0],
        view=view,
        measure=measure,
        services=view_services(view),
        body=terse(render_markdown(measure.body)),
    )


def _siblings(family: Sequence[Measure], place: int) -> list[Measure]:
    """The next ones of its subcategory; after the last, the first."""
    count = min(MAX_SIBLINGS, len(family) - 1)
    return [family[(place + step) % len(family)] for step in range(1, count + 1)]


def _pages(r: Renderer, measure: Measure, siblings: Sequence[Measure]) -> Iterator[Page]:
    yield _measure(r, measure, siblings)
    yield from _aliases(r, measure)


def _measure(r: Renderer, measure: Measure, siblings: Sequence[Measure]) -> Page:
    category, subcategory = measure.category, measure.subcategory
    view = r.views([measure])[0]
    services, audiences = view_services(view), view_audiences(measure.services)
    return r.page(
        "measure.html",
        urls.measure(measure.id),
        measure.title,
        measure.summary,
        crumbs=(
            Crumb(name=category.name, address=urls.category(category.id)),
            Crumb(name=subcategory.name, address=urls.subcategory(category.id, subcategory.id)),
        ),
        view=view,
        measure=measure,
        services=services,
        audiences=audiences,
        conditions=any(view.service.eligibility for view in services)
        or not all(audience.is_whole for audience in audiences),
        body=render_markdown(measure.body),
        json_ld=measure_json_ld(measure, r.publication),
        siblings=r.views(siblings),
        content_path=f"content/measures/{measure.id}.md",
    )


def _aliases(r: Renderer, measure: Measure) -> Iterator[Page]:
    for alias in measure.aliases:
        yield r.page(
            "moved.html",
            urls.measure(alias),
            f"{measure.title}（網址已更改）",
            f"「{measure.title}」換了新網址。",
            target=urls.measure(measure.id),
            measure=measure,
        )


def paths_for_readers(catalogue: Catalogue, files: Iterable[Written]) -> list[str]:
    """The paths of files, sorted, without those at old addresses: no search engine lists them."""
    moved = {
        urls.file_of(urls.measure(alias))
        for measure in catalogue.measures
        for alias in measure.aliases
    }
    return sorted({file.path for file in files} - moved)
