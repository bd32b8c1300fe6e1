"""Content in; a published site, out: the whole pipeline at a glance."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from catalogue.assets import render_assets
from catalogue.cache import Cache
from catalogue.calendars import calendar_tasks, gathered_calendar_tasks
from catalogue.changes import Change
from catalogue.feeds import feed_tasks
from catalogue.handbook_pages import handbook_to_print
from catalogue.handbook_pdf import read_pdf
from catalogue.history import read_changes
from catalogue.incremental import read_record
from catalogue.inputs import Source, digest
from catalogue.integrity import render_manifest
from catalogue.loading import Loaded, load_quickly
from catalogue.making import Making
from catalogue.matching_data import matching_tasks
from catalogue.measure_pages import paths_for_readers
from catalogue.model import Catalogue
from catalogue.offline import service_worker_tasks
from catalogue.open_data import open_data_tasks
from catalogue.output import staged
from catalogue.pages import page_tasks
from catalogue.parallel import meanwhile
from catalogue.progress import Stages
from catalogue.publication import Page, Publication
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_texts import with_texts
from catalogue.search_words import read_words, word_tasks
from catalogue.shards import Share
from catalogue.shelf import Batch
from catalogue.site_pages import site_page_tasks
from catalogue.sitemap import render_sitemap
from catalogue.tasks import Read, Task, Work, one_by_one
from catalogue.templating import CompiledTemplates, compile_templates
from catalogue.views import Views

TEMPLATES = Path(__file__).parent.parent / "templates"


def publish(
    options: argparse.Namespace,
    source: Source,
    ahead: Callable[[], Batch] | None,
    cache: Cache,
    twin: Path | None,
) -> str:
    """Read, render, index, write; say what was done.

    `options` are those of `build`; see `load_quickly` for `source` and `ahead`. `twin` is where a
    twin of the site is kept.
    """
    stages = Stages()
    publication = Publication(
        today=options.today,
        base_url=options.base_url,
        repository_url=options.repository_url,
        keeps_pages=True,
    )
    sources = (options.content, TEMPLATES.parent)
    with staged(options.out, sources, twin, options.jobs) as folder:
        compiled = CompiledTemplates(cache, source.shared)
        # What a fresh build compiles is not kept, so no other process can hand it over.
        compiling = meanwhile(
            partial(compile_templates, TEMPLATES, compiled), 1 if options.fresh else options.jobs
        )
        with stages.stage("read"), compiling:
            loaded = read_catalogue(source, options.jobs, cache, ahead)
            catalogue, views = loaded.catalogue, loaded.views
            made_for = digest(source.shared, source.history)
            changes = read_changes(source.content, catalogue, cache, made_for)
            sites = [*options.join, *([] if options.fresh else [options.out])]
            earlier = [read_record(site) for site in sites]
        pdf = []
        if options.handbook_pdf:
            pdf = [read_pdf(options.handbook_pdf, handbook_sources(catalogue, publication))]
            publication = replace(publication, handbook_bytes=len(pdf[0].content))
        making = Making(folder, earlier, source.shared, digests(catalogue), options.jobs)
        ours = partial(share_of, options.shard)
        with stages.stage("render"):
            pages = what_readers_see(catalogue, publication, views, compiled)
            pages = with_texts(pages, catalogue) if options.search else pages
            data = what_programs_read(catalogue, publication, changes, views)
            shards = shard_tasks(catalogue, views) if options.search else ()
            making.make(ours(pages), ours(chain(data, shards)))
        with stages.stage("search"):
            if options.search and options.shard is None:
                words = read_words(
                    catalogue, making.files, folder.read, cache, source.shared, options.jobs
                )
                making.make(word_tasks(words))
                making.make(index_tasks(catalogue, words, making.files))
                making.make(site_page_tasks(catalogue, making.files, folder.read))
        with stages.stage("write"):
            if options.shard is None:
                making.make(what_gathers(catalogue, publication, changes, folder.read, views))
                making.add(pdf)
                making.add(render_sitemap(paths_for_readers(catalogue, making.files), publication))
            making.add(render_manifest(making.files))
            making.finish()
    return stages.summary(
        f"{len(catalogue.measures)} measures, {len(making.files)} files -> {options.out}, "
        f"{making.again} of {making.count} pieces made anew"
    )


def read_catalogue(
    source: Source, jobs: int, cache: Cache, ahead: Callable[[], Batch] | None
) -> Loaded:
    """The catalogue of the content; raise ContentError with every problem in it."""
    loaded = load_quickly(source, jobs, cache, ahead)
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
) -> Iterator[Work]:
    """Every page, with its style sheets and scripts."""
    yield from page_tasks(catalogue, publication, TEMPLATES, views, compiled)


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
    yield from calendar_tasks(catalogue, publication, changes)
    yield from feed_tasks(catalogue, publication, changes, views)
    yield from matching_tasks(catalogue, publication, views)


def what_gathers(
    catalogue: Catalogue,
    publication: Publication,
    changes: Sequence[Change],
    read: Read,
    views: Views,
) -> Iterator[Task]:
    """Files that hold what is in others."""
    yield from gathered_calendar_tasks(catalogue, publication, changes, read, views)
    if publication.keeps_pages:
        yield from service_worker_tasks(TEMPLATES, read)
