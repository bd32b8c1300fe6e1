"""The catalogue in; a page for each measure, and one at each of its old addresses, out."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from catalogue import urls
from catalogue.model import Catalogue, Measure
from catalogue.parallel import over_slices
from catalogue.prose import render_markdown
from catalogue.publication import Page, Publication
from catalogue.rendering import Crumb, Renderer
from catalogue.structured_data import measure_json_ld
from catalogue.views import view_service

MAX_SIBLINGS = 6
"""Other measures of its subcategory that a measure's page lists."""


def render_measures(
    catalogue: Catalogue, publication: Publication, templates: Path, jobs: int
) -> Iterator[Page]:
    """A page a measure, in the catalogue's order, made in up to `jobs` processes."""
    work = partial(_measure_pages, catalogue, publication, templates)
    yield from over_slices(work, len(catalogue.measures), jobs)


def _measure_pages(
    catalogue: Catalogue, publication: Publication, templates: Path, start: int, stop: int
) -> list[Page]:
    renderer = Renderer(catalogue, publication, templates)
    return [_measure(renderer, measure) for measure in catalogue.measures[start:stop]]


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


def moved_paths(catalogue: Catalogue) -> set[str]:
    """The files at old addresses: nothing that a search engine should list."""
    return {
        urls.file_of(urls.measure(alias))
        for measure in catalogue.measures
        for alias in measure.aliases
    }


def render_aliases(r: Renderer) -> Iterator[Page]:
    """A page at each old address of a measure, leading to the new one."""
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
