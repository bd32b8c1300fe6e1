"""A template and what it shows in; a page, out.

What every kind of page shares: the head, the way back, what all pages may say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from markupsafe import Markup

from catalogue import urls
from catalogue.dates import ROC_OFFSET
from catalogue.model import Catalogue, Measure
from catalogue.publication import Page, Publication
from catalogue.templating import CompiledTemplates, environment
from catalogue.views import MeasureView, Views

_ROOT = "\0"
"""Stands for the way to the site's root, in no text that is published."""

Known = TypeVar("Known")


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

    Holds no state but what is worked out once: compiled templates, what many pages have alike.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        publication: Publication,
        templates: Path,
        views: Views | None = None,
        compiled: CompiledTemplates | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.publication = publication
        self.today = publication.today
        self.site = catalogue.vocabulary.site
        self.edition_year = self.site.edition + ROC_OFFSET
        self._views = views or Views(publication.today)
        self._known: dict[object, object] = {}
        self._shared_parts: dict[tuple[str, str, str], Markup] = {}
        self._cards: dict[tuple[str, str], list[str]] = {}
        self._environment = environment(templates, compiled)
        self._environment.globals.update(
            shared=self._shared,
            card_in=self._card_in,
            site=self.site,
            edition_year=self.edition_year,
            today=self.today,
            categories=catalogue.vocabulary.categories,
            repository_url=publication.repository_url,
            measure_count=len(catalogue.measures),
            has_stories=bool(catalogue.stories),
            keeps_pages=publication.keeps_pages,
            is_large=publication.is_large,
            social_card=urls.absolute(publication.base_url, urls.SOCIAL_CARD),
        )

    def once(self, work_out: Callable[["Renderer"], Known]) -> Known:
        """What is worked out of the catalogue, for all pages that show it."""
        if work_out not in self._known:
            self._known[work_out] = work_out(self)
        return cast(Known, self._known[work_out])

    def views(self, measures: Sequence[Measure]) -> tuple[MeasureView, ...]:
        return self._views.of_all(measures)

    def _shared(self, part: str, head: PageHead) -> Markup:
        """A part of every page, made once for all that have it alike: all deep ones of a depth.

        Pages right below the home page stand in the menu, which says which of them one is on.
        """
        address = head.address if head.address.count("/") < 2 else ""
        key = (part, head.root, address)
        made = self._shared_parts.get(key)
        if made is None:
            html = self._environment.get_template(part).render(head=head)
            made = self._shared_parts[key] = Markup(html)
        return made

    def _card_in(self, view: MeasureView, root: str, level: str) -> Markup:
        """A measure's entry in a list, made once for all lists: they differ in the way to it."""
        key = (view.measure.id, level)
        around_root = self._cards.get(key)
        if around_root is None:
            made = self._row(view) if self.publication.is_large else self._card(view, level)
            around_root = self._cards[key] = made.split(_ROOT)
        return Markup(root.join(around_root))

    def _card(self, view: MeasureView, level: str) -> str:
        macros: Any = self._environment.get_template("partials/measure.html").module
        return str(macros.card(view, _ROOT, level))

    def _row(self, view: MeasureView) -> str:
        macros: Any = self._environment.get_template("large/row.html").module
        return str(macros.row(view, _ROOT))

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
