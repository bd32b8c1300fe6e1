"""Build the catalogue's site: content/ in, site/ out.

Exit status: 0 done, 1 the content (or the output folder) has problems, 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

from catalogue.advice import warnings
from catalogue.calendars import render_calendars
from catalogue.changes import Change
from catalogue.diagnostics import FORMATS, Format, format_problems, summary
from catalogue.editing import EditingError
from catalogue.feeds import render_feed
from catalogue.handbook_pages import handbook_to_print
from catalogue.handbook_pdf import HandbookError, read_pdf
from catalogue.history import read_changes
from catalogue.integrity import render_manifest, site_faults
from catalogue.matching import render_matching
from catalogue.measure_pages import moved_paths
from catalogue.model import Catalogue
from catalogue.open_data import render_open_data
from catalogue.output import OutputError, publish
from catalogue.pagefind import PagefindError
from catalogue.pages import render_assets, render_pages
from catalogue.problems import ContentError
from catalogue.progress import Stages
from catalogue.publication import Page, Publication
from catalogue.search import render_search
from catalogue.sitemap import render_sitemap
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
        form: Format = getattr(options, "format", "terminal")
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
    stages = Stages()
    publication = Publication(
        today=options.today, base_url=options.base_url, repository_url=options.repository_url
    )
    with stages.stage("read"):
        catalogue = load_catalogue(options.content)
        changes = read_changes(options.content, catalogue)
    with stages.stage("render"):
        pdf = []
        if options.handbook_pdf:
            pdf = [read_pdf(options.handbook_pdf, handbook_sources(catalogue, publication))]
            publication = replace(publication, handbook_bytes=len(pdf[0].content))
        pages = what_readers_see(catalogue, publication, options.jobs) + pdf
        pages += what_programs_read(catalogue, publication, changes)
        moved = moved_paths(catalogue)
        pages += render_sitemap(
            (page.path for page in pages if page.path not in moved), publication
        )
    if options.search:
        with stages.stage("search"):
            pages += render_search(catalogue, pages)
    pages += render_manifest(pages)
    with stages.stage("write"):
        publish(options.out, pages, sources=(options.content, HERE))
    print(
        stages.summary(f"{len(catalogue.measures)} measures, {len(pages)} files -> {options.out}")
    )
    return 0


def what_readers_see(catalogue: Catalogue, publication: Publication, jobs: int = 1) -> list[Page]:
    """Every page, with its style sheets and scripts."""
    return [
        *render_pages(catalogue, publication, HERE / "templates", jobs),
        *render_assets(HERE / "templates" / "assets"),
    ]


def handbook_sources(catalogue: Catalogue, publication: Publication) -> list[Page]:
    """What the handbook's PDF is made from."""
    return [
        handbook_to_print(catalogue, publication, HERE / "templates"),
        *render_assets(HERE / "templates" / "assets"),
    ]


def what_programs_read(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change]
) -> list[Page]:
    """Data, calendars and the feed."""
    return [
        *render_open_data(catalogue, publication),
        *render_calendars(catalogue, publication, changes),
        *render_feed(catalogue, publication, changes),
        *render_matching(catalogue),
    ]


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
        pages = what_readers_see(catalogue, publication)
        yield pages
        changes = read_changes(options.content, catalogue)
        data = what_programs_read(catalogue, publication, changes)
        data += render_sitemap((page.path for page in (*pages, *data)), publication)
        yield [*data, *render_search(catalogue, pages)]

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
    checker = commands.add_parser("links", parents=[common], help="report on the external links")
    checker.set_defaults(run=links)
    checker.add_argument(
        "--timeout", type=float, default=20, metavar="SECONDS", help="for one answer (20)"
    )
    wants_help = bool(argv) and argv[0] in ("-h", "--help")
    named = bool(argv) and argv[0] in commands.choices
    return parser.parse_args(argv if named or wants_help else ["build", *argv])


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a number from 1: {text!r}")
    return number


def base_url(text: str) -> str:
    """An http(s) address, with a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"not an http or https address: {text!r}")
    return text if text.endswith("/") else text + "/"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
