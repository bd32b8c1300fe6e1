"""What goes through the pipeline of `build.py`, under one name each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from catalogue.assets import render_assets
from catalogue.cache import Cache
from catalogue.calendars import calendar_tasks, gathered_calendar_tasks
from catalogue.changes import Change
from catalogue.feeds import feed_tasks
from catalogue.handbook_pages import handbook_to_print
from catalogue.inputs import Source
from catalogue.loading import Loaded, load_quickly
from catalogue.matching_data import matching_tasks
from catalogue.model import Catalogue
from catalogue.offline import service_worker_tasks
from catalogue.open_data import gathered_data_tasks, open_data_tasks
from catalogue.pages import page_tasks
from catalogue.parallel import Watch
from catalogue.publication import Files, Page, Publication
from catalogue.shards import Share
from catalogue.shelf import Batch
from catalogue.site_pages import site_page_tasks
from catalogue.tasks import Read, Task, Work, one_by_one
from catalogue.templating import CompiledTemplates
from catalogue.views import Views

TEMPLATES = Path(__file__).parent.parent / "templates"


def read_catalogue(
    source: Source, jobs: int, cache: Cache, ahead: Callable[[], Batch] | None, watch: Watch
) -> Loaded:
    """The catalogue of the content; raise ContentError with every problem in it."""
    loaded = load_quickly(source, jobs, cache, ahead, watch)
    if loaded is None:
        from catalogue.validation import load_catalogue

        loaded = Loaded(catalogue=load_catalogue(source.content), views=Views(source.today))
    return loaded


def digests(catalogue: Catalogue) -> dict[str, bytes]:
    """What tells each measure and its text, by its id; all differ."""
    return {m.id: f"{m.id}\n".encode() + m.digest for m in catalogue.measures}


def share_of(share: Share | None, work: Iterable[Work]) -> Iterable[Work]:
    """The tasks that are this machine's."""
    return work if share is None else share.of(one_by_one(work))


def what_readers_see(
    catalogue: Catalogue,
    publication: Publication,
    views: Views,
    compiled: CompiledTemplates | None = None,
) -> tuple[Iterator[Work], Iterator[Work]]:
    """The pages of measures; every other page, with style sheets and scripts."""
    return page_tasks(catalogue, publication, TEMPLATES, views, compiled)


def handbook_sources(catalogue: Catalogue, publication: Publication) -> list[Page]:
    """What the handbook's PDF is made from: the same by `handbook` and by `build`."""
    on_paper = Publication(today=publication.today, base_url=publication.base_url)
    return [
        handbook_to_print(catalogue, on_paper, TEMPLATES),
        *render_assets(TEMPLATES / "assets"),
    ]


def what_programs_read(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change], views: Views
) -> Iterator[Work]:
    """Data, calendars and the feed."""
    yield from open_data_tasks(catalogue, publication)
    yield from calendar_tasks(catalogue, publication, changes, views)
    yield from feed_tasks(catalogue, publication, changes, views)
    yield from matching_tasks(catalogue, publication, views)


def what_gathers(
    catalogue: Catalogue, publication: Publication, files: Files, read: Read, views: Views
) -> Iterator[Task]:
    """Files that hold what is in those that programs read; `files` are those so far."""
    yield from gathered_data_tasks(catalogue, publication, files, read)
    yield from gathered_calendar_tasks(catalogue, publication, files, read, views)


def what_reads_pages(
    catalogue: Catalogue, publication: Publication, read: Read, has_search: bool
) -> Iterator[Task]:
    """Files that depend on what is on pages that are no measure's."""
    if publication.keeps_pages:
        yield from service_worker_tasks(TEMPLATES, read)
    if has_search:
        yield from site_page_tasks(catalogue, read)
