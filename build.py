"""Build the catalogue's site: content/ in, site/ out.

Exit status: 0 done, 1 the content (or the output folder) has problems, 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from catalogue.advice import warnings
from catalogue.arguments import parse_arguments
from catalogue.assets import render_assets
from catalogue.cache import Cache
from catalogue.calendars import calendar_tasks, gathered_calendar_tasks
from catalogue.changes import Change
from catalogue.diagnostics import FORMATS, Format, format_problems, summary
from catalogue.editing import EditingError
from catalogue.feeds import feed_tasks
from catalogue.handbook_pages import handbook_to_print
from catalogue.handbook_pdf import HandbookError, read_pdf
from catalogue.history import history_state, read_changes
from catalogue.incremental import read_record
from catalogue.inputs import digest, digest_of_packages, digest_of_stamps, digest_of_texts
from catalogue.integrity import file_sizes, render_manifest, site_faults
from catalogue.loading import load_quickly
from catalogue.making import Making
from catalogue.matching_data import matching_tasks
from catalogue.measure_pages import paths_for_readers
from catalogue.model import Catalogue
from catalogue.offline import service_worker_tasks
from catalogue.open_data import open_data_tasks
from catalogue.output import OutputError, marker_of, staged, tidy
from catalogue.pagefind import PagefindError
from catalogue.pages import page_tasks
from catalogue.parallel import meanwhile
from catalogue.problems import ContentError
from catalogue.progress import Stages
from catalogue.publication import Page, Publication, as_written
from catalogue.report import make_report
from catalogue.report_forms import as_json, as_markdown
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_texts import with_texts
from catalogue.search_words import read_words, word_tasks
from catalogue.site_pages import site_page_tasks
from catalogue.sitemap import render_sitemap
from catalogue.tasks import Read, Task, pages_of
from catalogue.templating import CompiledTemplates, compile_templates
from catalogue.validation import load_catalogue, load_content

HERE = Path(__file__).parent
TAIPEI = timezone(timedelta(hours=8))
"""Taiwan has kept no daylight saving time since 1979."""


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit status."""
    commands = (build, check, handbook, new, serve, review, report, links)
    options = parse_arguments(
        argv, str(__doc__), today=datetime.now(TAIPEI).date(), processors=os.cpu_count() or 1
    )
    try:
        return next(c for c in commands if c.__name__ == options.command)(options)
    except ContentError as error:
        asked = getattr(options, "format", "terminal")
        form: Format = asked if asked in FORMATS else "terminal"
        # GitHub and programs read what a command prints; people read its complaints.
        told = sys.stderr if form == "terminal" else sys.stdout
        colour = told.isatty() and not os.environ.get("NO_COLOR")
        print(format_problems(error.problems, form, colour=colour), file=told)
        print(f"共 {len(error.problems)} 個問題，網站沒有更新。", file=sys.stderr)
        return 1
    except (OutputError, EditingError, HandbookError, PagefindError, OSError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1


def check(options: argparse.Namespace) -> int:
    """Validate all content, or a site that is already made; write nothing."""
    if options.site is not None:
        faults = list(site_faults(options.site))
        print(*faults, sep="\n", end="\n" if faults else "")
        print(f"{options.site}：{len(faults)} 個問題。" if faults else f"{options.site}：完整。")
        return 1 if faults else 0
    content = load_content(options.content)
    doubts = warnings(content.catalogue, content.documents, options.today)
    if options.warnings or options.format == "json":
        print(format_problems(doubts, options.format), end="\n" if doubts else "")
    if options.format != "json":
        print(f"{len(content.catalogue.measures)} 項措施，沒有錯誤，{len(doubts)} 則提醒。")
        print(summary(doubts), end="\n" if doubts else "")
    return 0


def build(options: argparse.Namespace) -> int:
    """Read, render, index, write: the whole pipeline."""
    if options.out.resolve().is_relative_to(options.content.resolve()):
        raise OutputError(f"{options.out} lies in {options.content}, which the site is made from")
    stages = Stages()
    publication = Publication(
        today=options.today,
        base_url=options.base_url,
        repository_url=options.repository_url,
        keeps_pages=True,
    )
    cache = Cache(None if options.fresh else options.cache or own_cache(options.out))
    shared = what_all_pages_depend_on(options)
    compiled = CompiledTemplates(cache, shared)
    inputs = what_was_read(options, shared)
    tidy(options.out)
    if cache.load("inputs", marker_of(options.out)) == inputs:
        print(f"nothing has changed since {options.out} was made")
        return 0
    sites = [*options.join, *([] if options.fresh else [options.out])]
    earlier = [read_record(site) for site in sites]
    # What a fresh build compiles is not kept, so no other process can hand it over.
    compiling = meanwhile(
        partial(compile_templates, HERE / "templates", compiled),
        1 if options.fresh else options.jobs,
    )
    with stages.stage("read"), compiling:
        catalogue = load_quickly(options.content, options.jobs, cache, shared)
        catalogue = catalogue or load_catalogue(options.content)
        changes = read_changes(options.content, catalogue)
    pdf = []
    if options.handbook_pdf:
        pdf = [read_pdf(options.handbook_pdf, handbook_sources(catalogue, publication))]
        publication = replace(publication, handbook_bytes=len(pdf[0].content))
    with staged(options.out, sources=(options.content, HERE)) as folder:
        making = Making(folder, earlier, shared, digests(catalogue), options.jobs)
        ours = (lambda tasks: tasks) if options.shard is None else options.shard.of
        with stages.stage("render"):
            pages = what_readers_see(catalogue, publication, compiled)
            making.make(ours(with_texts(pages, catalogue) if options.search else pages))
        with stages.stage("data"):
            making.make(ours(what_programs_read(catalogue, publication, changes)))
        with stages.stage("search"):
            if options.search:
                making.make(ours(shard_tasks(catalogue)))
            if options.search and options.shard is None:
                words = read_words(
                    catalogue, making.files, folder.read, cache, shared, options.jobs
                )
                making.make(word_tasks(words))
                making.make(index_tasks(catalogue, words, making.files))
                making.make(site_page_tasks(catalogue, making.files, folder.read))
        with stages.stage("write"):
            if options.shard is None:
                making.make(what_gathers(catalogue, publication, changes, folder.read))
                making.add(pdf)
                making.add(render_sitemap(paths_for_readers(catalogue, making.files), publication))
            making.add(render_manifest(making.files))
            making.finish()
    cache.save("inputs", marker_of(options.out), inputs)
    print(
        stages.summary(
            f"{len(catalogue.measures)} measures, {len(making.files)} files -> {options.out}, "
            f"{making.again} of {making.count} pieces made anew"
        )
    )
    return 0


def what_all_pages_depend_on(options: argparse.Namespace) -> bytes:
    """A digest of everything but the measures."""
    content: Path = options.content
    texts = [path.name for path in content.glob("*") if path.name != "measures"]
    said = (options.today, options.base_url, options.repository_url)
    pdf: Path | None = options.handbook_pdf
    return digest(
        repr(said).encode(),
        digest_of_texts(content, texts),
        digest_of_texts(HERE, ["build.py", "catalogue", "templates"]),
        digest_of_packages(),
        pdf.read_bytes() if pdf else b"",
    )


def what_was_read(options: argparse.Namespace, shared: bytes) -> bytes:
    """A digest of everything that the site is made of, and of which part of it is made."""
    said = (options.search, options.shard)
    measures = digest_of_stamps(options.content / "measures")
    return digest(shared, repr(said).encode(), measures, history_state(options.content))


def own_cache(out: Path) -> Path:
    """Where an output folder's cache is; never in the checkout, see `cache`."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "support-measures" / digest(os.fsencode(out.absolute())).hex()


def digests(catalogue: Catalogue) -> dict[str, bytes]:
    """The digest of each measure's file, by its id."""
    return {measure.id: measure.digest for measure in catalogue.measures}


def what_readers_see(
    catalogue: Catalogue, publication: Publication, compiled: CompiledTemplates | None = None
) -> Iterator[Task]:
    """Every page, with its style sheets and scripts."""
    yield from page_tasks(catalogue, publication, HERE / "templates", compiled)


def handbook_sources(catalogue: Catalogue, publication: Publication) -> list[Page]:
    """What the handbook's PDF is made from: the same by `handbook` and by `build`."""
    on_paper = Publication(today=publication.today, base_url=publication.base_url)
    return [
        handbook_to_print(catalogue, on_paper, HERE / "templates"),
        *render_assets(HERE / "templates" / "assets"),
    ]


def what_programs_read(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change]
) -> Iterator[Task]:
    """Data, calendars and the feed."""
    yield from open_data_tasks(catalogue, publication)
    yield from calendar_tasks(catalogue, publication, changes)
    yield from feed_tasks(catalogue, publication, changes)
    yield from matching_tasks(catalogue, publication)


def what_gathers(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change], read: Read
) -> Iterator[Task]:
    """Files that hold what is in others."""
    yield from gathered_calendar_tasks(catalogue, publication, changes, read)
    if publication.keeps_pages:
        yield from service_worker_tasks(HERE / "templates", read)


def handbook(options: argparse.Namespace) -> int:
    """Write the handbook's PDF, after it has been read through."""
    from catalogue.handbook_pdf import typeset
    from catalogue.handbook_proof import pdf_faults

    publication = Publication(today=options.today, base_url=options.base_url)
    catalogue = load_catalogue(options.content)
    site = catalogue.vocabulary.site
    title = f"{site.title}手冊（{site.edition} 年度）"
    sources = handbook_sources(catalogue, publication)
    pdf = typeset(sources, publication, title, site.organisation)
    if faults := pdf_faults(pdf, sources[0].content.decode(), title):
        raise HandbookError("the PDF is not as it should be:\n" + "\n".join(faults))
    options.out.write_bytes(pdf)
    print(f"{len(catalogue.measures)} measures, {len(pdf)} bytes -> {options.out}")
    return 0


def new(options: argparse.Namespace) -> int:
    """Write the file of a new measure."""
    from catalogue.editing.new import Wish, create_measure

    wish = Wish(
        id=options.id,
        title=options.title,
        agencies=options.agency,
        subcategory=options.subcategory,
        services=options.service,
        summary=options.summary,
        source=options.source,
    )
    path = create_measure(options.content, wish, input if sys.stdin.isatty() else None)
    print(f"已建立 {path}，請打開它，把「待補」的地方改成正確的內容。")
    return 0


def serve(options: argparse.Namespace) -> int:
    """Show the site on this machine, as it is after every save."""
    from catalogue.editing.serve import serve as serve_until_stopped

    def parts(address: str) -> Iterator[list[Page]]:
        publication = Publication(today=options.today, base_url=address)
        catalogue = load_catalogue(options.content)
        pages = list(pages_of(with_texts(what_readers_see(catalogue, publication), catalogue)))
        yield pages
        changes = read_changes(options.content, catalogue)
        data = list(pages_of(what_programs_read(catalogue, publication, changes)))
        made = {page.path: page.content for page in (*pages, *data)}
        data += pages_of(what_gathers(catalogue, publication, changes, made.__getitem__))
        data += pages_of(shard_tasks(catalogue))
        data += render_sitemap((page.path for page in (*pages, *data)), publication)
        written = list(map(as_written, pages))
        words = read_words(catalogue, written, made.__getitem__, Cache(None), b"", 1)
        chunks = list(pages_of(word_tasks(words)))
        data += pages_of(index_tasks(catalogue, words, map(as_written, chunks)))
        data += pages_of(site_page_tasks(catalogue, written, made.__getitem__))
        yield [*data, *chunks]

    serve_until_stopped(parts, (options.content, HERE / "templates"), options.port)
    return 0


def review(options: argparse.Namespace) -> int:
    """Say what a change of the content means to readers."""
    from catalogue.editing.review import review as review_since

    told = review_since(options.content, options.base, options.today)
    print(told.markdown)
    for problem in told.problems:
        print(problem, file=sys.stderr)
    return 1 if told.problems else 0


def links(options: argparse.Namespace) -> int:
    """Report on the external links; whatever they are, no error."""
    from catalogue.editing.links import check_links

    print(check_links(load_catalogue(options.content), options.timeout))
    return 0


def report(options: argparse.Namespace) -> int:
    """Say how the catalogue stands on a day: counts, warnings, what is overdue, what has closed."""
    content = load_content(options.content)
    doubts = warnings(content.catalogue, content.documents, options.today)
    site = None if options.site is None else file_sizes(options.site)
    told = make_report(content.catalogue, content.documents, doubts, options.today, site)
    print(as_json(told) if options.format == "json" else as_markdown(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
