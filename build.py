"""Build the catalogue's site: content/ in, site/ out.

Exit status: 0 done, 1 the content (or the output folder) has problems, 2 wrong usage.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from catalogue.addresses import URL_PATTERN
from catalogue.advice import warnings
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
from catalogue.matching import matching_tasks
from catalogue.measure_pages import paths_for_readers
from catalogue.model import Catalogue
from catalogue.offline import service_worker_tasks
from catalogue.open_data import open_data_tasks
from catalogue.output import OutputError, marker_of, staged, tidy
from catalogue.pagefind import PagefindError
from catalogue.pages import page_tasks
from catalogue.problems import ContentError
from catalogue.progress import Stages
from catalogue.publication import Page, Publication
from catalogue.report import make_report
from catalogue.report_forms import as_json, as_markdown
from catalogue.search import search_tasks, shards_of
from catalogue.shards import Share
from catalogue.sitemap import render_sitemap
from catalogue.tasks import Read, Task, pages_of
from catalogue.validation import load_catalogue, load_content

HERE = Path(__file__).parent
TAIPEI = timezone(timedelta(hours=8))
"""Taiwan has kept no daylight saving time since 1979."""


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit status."""
    options = parse_arguments(argv)
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
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
    inputs = what_was_read(options, shared)
    tidy(options.out)
    if cache.load("inputs", marker_of(options.out)) == inputs:
        print(f"nothing has changed since {options.out} was made")
        return 0
    sites = [*options.join, *([] if options.fresh else [options.out])]
    earlier = [read_record(site) for site in sites]
    with stages.stage("read"):
        catalogue = load_quickly(options.content, options.jobs, cache, shared)
        catalogue = catalogue or load_catalogue(options.content)
        changes = read_changes(options.content, catalogue)
    pdf = []
    if options.handbook_pdf:
        pdf = [read_pdf(options.handbook_pdf, handbook_sources(catalogue, publication))]
        publication = replace(publication, handbook_bytes=len(pdf[0].content))
    with staged(options.out, sources=(options.content, HERE)) as folder:
        making = Making(folder, earlier, shared, digests(catalogue), options.jobs)
        ours = share_of(options.shard, catalogue)
        with stages.stage("render"):
            making.make(ours(what_readers_see(catalogue, publication)))
        with stages.stage("search"):
            search = search_tasks(catalogue, folder.read) if options.search else ()
            data = what_programs_read(catalogue, publication, changes)
            making.make(ours(chain(search, data)))  # search first: it takes longest
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


def share_of(
    share: Share | None, catalogue: Catalogue
) -> Callable[[Iterable[Task]], Iterable[Task]]:
    """What leaves out the tasks that are another machine's."""
    if share is None:
        return lambda tasks: tasks
    return partial(share.of, shards=shards_of(catalogue))


def own_cache(out: Path) -> Path:
    """Where an output folder's cache is; never in the checkout, see `cache`."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "support-measures" / digest(os.fsencode(out.absolute())).hex()


def digests(catalogue: Catalogue) -> dict[str, bytes]:
    """The digest of each measure's file, by its id."""
    return {measure.id: measure.digest for measure in catalogue.measures}


def what_readers_see(catalogue: Catalogue, publication: Publication) -> Iterator[Task]:
    """Every page, with its style sheets and scripts."""
    yield from page_tasks(catalogue, publication, HERE / "templates")


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
    yield from matching_tasks(catalogue)


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
        pages = list(pages_of(what_readers_see(catalogue, publication)))
        yield pages
        changes = read_changes(options.content, catalogue)
        data = list(pages_of(what_programs_read(catalogue, publication, changes)))
        made = {page.path: page.content for page in (*pages, *data)}
        data += pages_of(what_gathers(catalogue, publication, changes, made.__getitem__))
        data += render_sitemap((page.path for page in (*pages, *data)), publication)
        yield [*data, *pages_of(search_tasks(catalogue, made.__getitem__))]

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


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line; exits with status 2 where it is wrong."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--content", type=Path, default=Path("content"), help="folder of the content (content)"
    )
    dated = argparse.ArgumentParser(add_help=False)
    dated.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(TAIPEI).date(),
        help="the day the pages are made for, YYYY-MM-DD (today in Taipei)",
    )
    placed = argparse.ArgumentParser(add_help=False)
    placed.add_argument(
        "--base-url",
        type=base_url,
        default="http://localhost:8000/",
        help="the address the site will have (http://localhost:8000/)",
    )
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser(
        "build", parents=[common, dated, placed], help="build the site (the default)"
    )
    builder.set_defaults(run=build)
    builder.add_argument(
        "--out", type=Path, default=Path("site"), help="folder to publish into (site)"
    )
    builder.add_argument(
        "--repository-url",
        type=lambda url: base_url(url).rstrip("/"),
        help="the GitHub repository in which editors change the content",
    )
    builder.add_argument(
        "--no-search", dest="search", action="store_false", help="leave the search index out"
    )
    builder.add_argument(
        "--handbook-pdf",
        type=Path,
        metavar="FILE",
        help="publish this PDF, which `build.py handbook` made for the same day and address",
    )
    builder.add_argument(
        "--jobs",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes to use at most (the number of processors)",
    )
    validator = commands.add_parser(
        "check", parents=[common, dated], help="validate the content, write nothing"
    )
    validator.add_argument(
        "--site", type=Path, metavar="DIR", help="check the files and links of a made site instead"
    )
    validator.add_argument(
        "--format",
        choices=FORMATS,
        default="terminal",
        help="how problems are printed: for a person, as GitHub annotations, as JSON (terminal)",
    )
    validator.add_argument(
        "--warnings", action="store_true", help="list every warning, not only how many there are"
    )
    validator.set_defaults(run=check)
    printer = commands.add_parser(
        "handbook",
        parents=[common, dated, placed],
        help="write the handbook as a PDF (needs WeasyPrint: make handbook)",
    )
    printer.set_defaults(run=handbook)
    printer.add_argument(
        "--out", type=Path, default=Path("handbook.pdf"), help="the file to write (handbook.pdf)"
    )
    creator = commands.add_parser("new", parents=[common], help="write a new measure's file")
    creator.set_defaults(run=new)
    creator.add_argument("--id", help="the file's name and the address: green-growth")
    creator.add_argument("--title", help="the measure's official name")
    creator.add_argument("--subcategory", help="a name of content/categories.yml")
    creator.add_argument(
        "--agency", action="append", default=[], help="a name of content/agencies.yml; repeatable"
    )
    creator.add_argument(
        "--service", action="append", default=[], help="a name of content/services.yml; repeatable"
    )
    creator.add_argument("--summary", help="what one gets, in a sentence")
    creator.add_argument("--source", help="where the facts come from (the handbook)")
    builder.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="where to keep what the next build can use (a folder of yours for each --out)",
    )
    builder.add_argument(
        "--shard",
        type=share,
        metavar="K/N",
        help="make only what machine K of N makes, to be put together with --join",
    )
    builder.add_argument(
        "--join",
        type=Path,
        nargs="+",
        default=[],
        metavar="DIR",
        help="take over what builds with --shard have made",
    )
    builder.add_argument(
        "--fresh", action="store_true", help="make everything anew, and keep nothing"
    )
    server = commands.add_parser(
        "serve", parents=[common, dated], help="show the site here, as it is after every save"
    )
    server.set_defaults(run=serve)
    server.add_argument("--port", type=int, default=8000, help="0 takes a free one (8000)")
    reviewer = commands.add_parser(
        "review", parents=[common, dated], help="what a change of the content means to readers"
    )
    reviewer.set_defaults(run=review)
    reviewer.add_argument("base", metavar="BASE", help="the git revision to compare with")
    reporter = commands.add_parser(
        "report", parents=[common, dated], help="how the catalogue stands, for maintainers"
    )
    reporter.set_defaults(run=report)
    reporter.add_argument(
        "--site", type=Path, metavar="DIR", help="count the files of a made site, too"
    )
    reporter.add_argument(
        "--format", choices=("markdown", "json"), default="markdown", help="(markdown)"
    )
    checker = commands.add_parser("links", parents=[common], help="report on the external links")
    checker.set_defaults(run=links)
    checker.add_argument(
        "--timeout", type=float, default=20, metavar="SECONDS", help="for one answer (20)"
    )
    wants_help = bool(argv) and argv[0] in ("-h", "--help")
    named = bool(argv) and argv[0] in commands.choices
    return parser.parse_args(argv if named or wants_help else ["build", *argv])


def share(text: str) -> Share:
    """`2/3`: the second of three."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"not of the form K/N, 1 <= K <= N: {text!r}")
    return Share(number=int(number), count=int(count))


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a number from 1: {text!r}")
    return number


def base_url(text: str) -> str:
    """An http(s) address without account, with a slash at its end."""
    try:
        parts = urlsplit(text)
        fine = parts.hostname and parts.port != 0 and not (parts.query or parts.fragment)
        fine = fine and re.search(r"//|/\.\.?(/|$)", parts.path) is None
    except ValueError:  # a port or an IPv6 address that is none
        fine = False
    if not (
        fine and text.isascii() and re.fullmatch(URL_PATTERN, text) and "@" not in parts.netloc
    ):
        raise argparse.ArgumentTypeError(f"not an http or https address: {text!r}")
    return text if text.endswith("/") else text + "/"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
