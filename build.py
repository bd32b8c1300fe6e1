"""Build the catalogue's site: content/ in, site/ out.

Exit status: 0 done, 1 the content (or the output folder) has problems, 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

from catalogue.calendars import render_calendars
from catalogue.feeds import render_feed
from catalogue.history import read_changes
from catalogue.open_data import render_open_data
from catalogue.output import OutputError, publish
from catalogue.pages import render_assets, render_pages
from catalogue.problems import ContentError
from catalogue.progress import Stages
from catalogue.publication import Publication
from catalogue.search import render_search
from catalogue.sitemap import render_sitemap
from catalogue.validation import load_catalogue

HERE = Path(__file__).parent
TAIPEI = timezone(timedelta(hours=8))
"""Taiwan has kept no daylight saving time since 1979."""
COMMANDS = ("build", "check")


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit status."""
    options = parse_arguments(argv)
    try:
        return check(options) if options.command == "check" else build(options)
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"共 {len(error.problems)} 個問題，網站沒有更新。", file=sys.stderr)
        return 1
    except OutputError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1


def check(options: argparse.Namespace) -> int:
    """Validate all content, write nothing."""
    catalogue = load_catalogue(options.content)
    print(f"{len(catalogue.measures)} 項措施，沒有問題。")
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
        pages = [
            *render_pages(catalogue, publication, HERE / "templates", options.jobs),
            *render_assets(HERE / "templates" / "assets"),
            *render_open_data(catalogue, publication),
            *render_calendars(catalogue, publication, changes),
            *render_feed(catalogue, publication, changes),
        ]
        pages += render_sitemap((page.path for page in pages), publication)
    if options.search:
        with stages.stage("search"):
            pages += render_search(catalogue, pages)
    with stages.stage("write"):
        publish(options.out, pages)
    print(
        stages.summary(f"{len(catalogue.measures)} measures, {len(pages)} files -> {options.out}")
    )
    return 0


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line; exits with status 2 where it is wrong."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--content", type=Path, default=Path("content"), help="folder of the content (content)"
    )
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build", parents=[common], help="build the site (the default)")
    builder.add_argument(
        "--out", type=Path, default=Path("site"), help="folder to publish into (site)"
    )
    builder.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(TAIPEI).date(),
        help="the day the pages are made for, YYYY-MM-DD (today in Taipei)",
    )
    builder.add_argument(
        "--base-url",
        type=base_url,
        default="http://localhost:8000/",
        help="the address the site will have (http://localhost:8000/)",
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
        "--jobs",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes to use at most (the number of processors)",
    )
    commands.add_parser("check", parents=[common], help="validate the content, write nothing")
    wants_help = bool(argv) and argv[0] in ("-h", "--help")
    named = bool(argv) and argv[0] in COMMANDS
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
