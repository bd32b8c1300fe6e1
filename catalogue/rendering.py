"""A template and what it shows in; a page, out.

What every kind of page shares: the head, the way back, the templates with their filters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from catalogue import indexes, urls
from catalogue.dates import ROC_OFFSET, both_calendars, partial_in_words, roc_month, weekday
from catalogue.model import Catalogue, Measure
from catalogue.prose import render_markdown
from catalogue.publication import Page, Publication
from catalogue.schedule import STATUS_NAMES
from catalogue.views import MeasureView, telephone_link, view_measure


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


class Renderer:
    """Renders templates for one publication.

    Holds no state but what is worked out once: compiled templates, and measures as lists show them.
    """

    def __init__(self, catalogue: Catalogue, publication: Publication, templates: Path) -> None:
        self.catalogue = catalogue
        self.publication = publication
        self.today = publication.today
        self.site = catalogue.vocabulary.site
        self.edition_year = self.site.edition + ROC_OFFSET
        self._views: dict[str, MeasureView] = {}
        self.of_subcategory = {
            subcategory.id: measures
            for category, of_category in indexes.by_category(catalogue)
            for subcategory, measures in indexes.by_subcategory(category, of_category)
        }
        self.place_in_subcategory = {
            measure.id: place
            for measures in self.of_subcategory.values()
            for place, measure in enumerate(measures)
        }
        self._environment = _environment(templates)
        self._environment.globals.update(
            site=self.site,
            edition_year=self.edition_year,
            today=self.today,
            categories=catalogue.vocabulary.categories,
            repository_url=publication.repository_url,
            measure_count=len(catalogue.measures),
            has_stories=bool(catalogue.stories),
            keeps_pages=publication.keeps_pages,
            social_card=urls.absolute(publication.base_url, urls.SOCIAL_CARD),
        )

    def views(self, measures: Sequence[Measure]) -> tuple[MeasureView, ...]:
        return tuple(map(self._view, measures))

    def _view(self, measure: Measure) -> MeasureView:
        view = self._views.get(measure.id)
        if view is None:
            view = self._views[measure.id] = view_measure(measure, self.today)
        return view

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
