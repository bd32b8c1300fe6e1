"""Build the catalogue's site: content/ in, site/ out.

Exit status: 0 done, 1 the content (or the output folder) has problems, 2 wrong usage.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from importlib import import_module
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

# Whatever takes long to import is imported by the command that needs it: what most builds are for
# is to say that nothing has changed, or where the mistake is.
from catalogue.arguments import parse_arguments
from catalogue.cache import Cache
from catalogue.diagnostics import FORMATS, Format, format_problems, summary
from catalogue.editing import EditingError
from catalogue.git import history_state
from catalogue.handbook_pdf import HandbookError
from catalogue.incremental import MARKER
from catalogue.inputs import (
    KEPT_STAMPS,
    KEPT_TEMPLATES,
    Source,
    digest,
    digest_of_packages,
    digest_of_texts,
    stamp,
    stamps,
)
from catalogue.output import Folder, OutputError, staged
from catalogue.pagefind import PagefindError
from catalogue.parallel import aside, meanwhile
from catalogue.problems import ContentError
from catalogue.publication import Publication
from catalogue.staging import tidy
from catalogue.twin import forget

if TYPE_CHECKING:
    from catalogue.shelf import Batch

HERE = Path(__file__).parent
FEW = 20
"""Measures that one process reads in the time that another one needs to begin."""
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
        from catalogue.integrity import site_faults

        faults = list(site_faults(options.site))
        print(*faults, sep="\n", end="\n" if faults else "")
        print(f"{options.site}：{len(faults)} 個問題。" if faults else f"{options.site}：完整。")
        return 1 if faults else 0
    from catalogue.advice import warnings
    from catalogue.validation import load_content

    content = load_content(options.content)
    doubts = warnings(content.catalogue, content.documents, options.today)
    if options.warnings or options.format == "json":
        print(format_problems(doubts, options.format), end="\n" if doubts else "")
    if options.format != "json":
        print(f"{len(content.catalogue.measures)} 項措施，沒有錯誤，{len(doubts)} 則提醒。")
        print(summary(doubts), end="\n" if doubts else "")
    return 0


def build(options: argparse.Namespace) -> int:
    """Make the site, unless it is as it must be already."""
    if options.out.resolve().is_relative_to(options.content.resolve()):
        raise OutputError(f"{options.out} lies in {options.content}, which the site is made from")
    # A build makes millions of values, keeps nearly all of them to its end, and makes no cycles of
    # them. Python's collector of cycles would look through them again and again, for a third of
    # the build's time, and find nothing; in forked processes, which share them, it would copy them.
    gc.disable()
    publication = Publication(
        today=options.today,
        base_url=options.base_url,
        repository_url=options.repository_url,
        keeps_pages=True,
    )
    said = make(options, publication, sys.stderr)
    print(said or f"nothing has changed since {options.out} was made")
    return 0


def make(options: argparse.Namespace, publication: Publication, terminal: TextIO) -> str:
    """Make the site of a publication, as the options of `build` have it; say what was done.

    That is nothing where the site is as it must be. How far it is, is shown on `terminal`, if it
    is one.
    """
    kept = options.cache or own_cache(options.out)
    cache = Cache(None if options.fresh else kept)
    twin = kept / f"twin-{digest(os.fsencode(options.out.absolute())).hex()}"
    if options.fresh:
        forget(twin)
    source = Source(
        content=options.content,
        measures=stamps(options.content / "measures"),
        today=options.today,
        shared=what_all_pages_depend_on(options, publication),
        history=history_state(options.content),
    )
    inputs = what_is_read(options, source)
    tidy(options.out)
    if cache.load("inputs", what_stands(options.out)) == inputs:
        return ""
    ahead = read_ahead(source, cache)
    compiling = compile_ahead(options, source, cache)
    sources = (options.content, HERE)
    with staged(options.out, sources, None if options.fresh else twin, options.jobs) as folder:
        said = publish(options, publication, source, ahead, compiling, cache, folder, terminal)
    cache.save("inputs", what_stands(options.out), inputs)
    return said


def publish(
    options: argparse.Namespace,
    publication: Publication,
    source: Source,
    ahead: "Callable[[], Batch] | None",
    compiling: Callable[[], None],
    cache: Cache,
    folder: Folder,
    terminal: TextIO,
) -> str:
    """The whole pipeline: read, render, index, write into `folder`; say what was done.

    `options` are those of `build`; see `load_quickly` for `source` and `ahead`. `compiling` waits
    for the templates that are being compiled.
    """
    from catalogue import pipeline
    from catalogue.handbook_pdf import read_pdf
    from catalogue.history import read_changes
    from catalogue.incremental import read_record
    from catalogue.integrity import render_manifest
    from catalogue.making import Making
    from catalogue.measure_pages import paths_for_readers
    from catalogue.progress import Stages
    from catalogue.scale import is_large
    from catalogue.search import index_tasks, shard_tasks
    from catalogue.search_texts import with_texts
    from catalogue.search_words import read_words, word_tasks
    from catalogue.segment_shelf import Texts
    from catalogue.sitemap import render_sitemap
    from catalogue.templating import CompiledTemplates

    stages = Stages(terminal)
    with stages.stage("read"):
        loaded = pipeline.read_catalogue(source, options.jobs, cache, ahead, stages.watch)
        catalogue, views = loaded.catalogue, loaded.views
        made_for = digest(source.shared, source.history)
        changes = read_changes(source.content, catalogue, cache, made_for)
        publication = replace(publication, is_large=is_large(len(catalogue.measures)))
        is_known = options.fresh or folder.is_twin_of(options.out)
        sites = [*options.join, *([] if is_known else [options.out])]
        earlier = [read_record(site) for site in sites]
        compiling()
    pdf = []
    if options.handbook_pdf:
        pdf = [read_pdf(options.handbook_pdf, pipeline.handbook_sources(catalogue, publication))]
        publication = replace(publication, handbook_bytes=len(pdf[0].content))
    told = pipeline.digests(catalogue)
    # All pages of a large site are other pages.
    shared = digest(source.shared, repr(publication.is_large).encode())
    making = Making(folder, earlier, shared, told, options.jobs, stages.watch)
    ours = partial(pipeline.share_of, options.shard)
    is_whole = options.shard is None
    files, read = making.files, folder.read
    with stages.stage("render"):
        compiled = CompiledTemplates(cache, source.shared)
        pages, others = pipeline.what_readers_see(catalogue, publication, views, compiled)
        pages = with_texts(pages, catalogue) if options.search else pages
        data = pipeline.what_programs_read(catalogue, publication, changes, views)
        shards = shard_tasks(catalogue, views, publication.is_large) if options.search else ()
        gathered = pipeline.what_gathers(catalogue, publication, files, read, views)
        reading = pipeline.what_reads_pages(catalogue, publication, read, options.search)
        making.make(
            ours(pages),
            (ours(others), reading if is_whole else ()),
            (ours(chain(data, shards)), gathered if is_whole else ()),
        )
    with stages.stage("search"):
        if options.search and is_whole:
            texts = Texts(
                files=files,
                read=read,
                read_earlier=folder.read_published,
                is_large=publication.is_large,
            )
            words = read_words(catalogue, texts, cache, source.shared, options.jobs, stages.watch)
            making.make(word_tasks(words))
            making.make(index_tasks(catalogue, words, files, publication.is_large))
        making.wait()
    with stages.stage("write"):
        if is_whole:
            making.add(pdf)
            making.add(render_sitemap(paths_for_readers(catalogue, files), publication))
        making.add(render_manifest(files))
        making.finish()
    return stages.summary(
        f"{len(catalogue.measures)} measures, {len(files)} files -> {options.out}, "
        f"{making.again} of {making.count} pieces made anew"
    )


def what_stands(out: Path) -> bytes:
    """What tells a published site from any other; nothing where there is none."""
    try:
        return repr(stamp(out / MARKER)).encode()
    except OSError:
        return b""


def what_all_pages_depend_on(options: argparse.Namespace, publication: Publication) -> bytes:
    """A digest of everything but the measures."""
    content: Path = options.content
    texts = [path.name for path in content.glob("*") if path.name != "measures"]
    pdf: Path | None = options.handbook_pdf
    return digest(
        repr(publication).encode(),
        digest_of_texts(content, texts),
        digest_of_texts(HERE, ["build.py", "catalogue", "templates"]),
        digest_of_packages(),
        pdf.read_bytes() if pdf else b"",
    )


def what_is_read(options: argparse.Namespace, source: Source) -> bytes:
    """A digest of everything that the site is made of, and of which part of it is made."""
    said = repr((options.search, options.shard, source.measures))
    return digest(source.shared, said.encode(), source.history)


def read_ahead(source: Source, cache: Cache) -> "Callable[[], Batch] | None":
    """Begin to read the measures that have changed since the last build, if they are a few.

    Another process does, while this one imports what makes pages.
    """
    then = cache.load(KEPT_STAMPS, source.shared) or {}
    names = [name for name, was in then.items() if source.measures.get(name, was) != was]

    if not 0 < len(names) <= FEW:
        return None
    from catalogue.loading import read_measures  # both will need it, and one has to import it

    return aside(partial(read_measures, source, cache, names))


def compile_ahead(options: argparse.Namespace, source: Source, cache: Cache) -> Callable[[], None]:
    """Begin to compile the templates, unless an earlier build has; what waits for it.

    Another process does, as above. What a fresh build compiles is not kept, so no other process
    can hand it over.
    """

    def compile_all() -> None:
        from catalogue.scale import is_large
        from catalogue.templating import CompiledTemplates, compile_templates

        compiled = CompiledTemplates(cache, source.shared)
        compile_templates(HERE / "templates", compiled, is_large=is_large(len(source.measures)))

    is_needed = not options.fresh and cache.load(KEPT_TEMPLATES, source.shared) is None
    return meanwhile(compile_all, options.jobs if is_needed else 1)


def own_cache(out: Path) -> Path:
    """Where an output folder's cache is; never in the checkout, see `cache`."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "support-measures" / digest(os.fsencode(out.absolute())).hex()


def handbook(options: argparse.Namespace) -> int:
    """Write the handbook's PDF, after it has been read through."""
    from catalogue.handbook_pdf import typeset
    from catalogue.handbook_proof import pdf_faults
    from catalogue.pipeline import handbook_sources
    from catalogue.validation import load_catalogue

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

    followed = (options.content, HERE / "templates")
    serve_until_stopped(partial(make_preview, options), get_ready, followed, options.port)
    return 0


def make_preview(options: argparse.Namespace, site: Path, address: str) -> None:
    """Make in a folder what `serve` shows, as `build` does, and keep beside it what `build` keeps.

    `options` are those of `serve`.
    """
    words = (f"--content={options.content}", f"--today={options.today}", f"--out={site}")
    as_built = parse_arguments(
        ["build", *words, f"--cache={site.with_name('cache')}"],
        str(__doc__),
        today=options.today,
        processors=os.cpu_count() or 1,
    )
    # The first build may take long; after that, an editor looks at the page.
    terminal = StringIO() if site.exists() else sys.stderr
    make(as_built, Publication(today=options.today, base_url=address), terminal)


def get_ready() -> None:
    """Be a process that makes sites one after the other, each in a process of its own."""
    gc.disable()  # as in `build`
    # What is not imported or built here, each of those would have to.
    rooms = (f"catalogue.{path.stem}" for path in (HERE / "catalogue").glob("[!_]*.py"))
    for name in ("phonenumbers", *rooms):
        import_module(name)
    from catalogue.values import Value, kinds_of

    for kind in kinds_of(Value):
        kind.model_rebuild()


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
    from catalogue.validation import load_catalogue

    print(check_links(load_catalogue(options.content), options.timeout))
    return 0


def report(options: argparse.Namespace) -> int:
    """Say how the catalogue stands on a day: counts, warnings, what is overdue, what has closed."""
    from catalogue.advice import warnings
    from catalogue.integrity import file_sizes
    from catalogue.report import make_report
    from catalogue.report_forms import as_json, as_markdown
    from catalogue.validation import load_content

    content = load_content(options.content)
    doubts = warnings(content.catalogue, content.documents, options.today)
    site = None if options.site is None else file_sizes(options.site)
    told = make_report(content.catalogue, content.documents, doubts, options.today, site)
    print(as_json(told) if options.format == "json" else as_markdown(told))
    return 0


if __name__ == "__main__":
    # It would look through all installed packages for plugins, none of which is to judge content.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    status = main(sys.argv[1:])
    # Python would now take apart what a build has made, value by value, for as long as the build of
    # a change takes; the system takes it back in one go.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
