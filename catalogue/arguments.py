"""The words of a command line in; options, out, checked as far as they can be without any file."""

import argparse
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from catalogue.diagnostics import FORMATS
from catalogue.shards import Share
from catalogue.urls import URL_PATTERN


def parse_arguments(
    argv: Sequence[str], description: str, today: date, processors: int
) -> argparse.Namespace:
    """The options of one command, its name among them as `command`; `build` where none is named.

    `today` and `processors` are what holds where nothing else is said. Exits with status 2 where
    the command line is wrong.
    """
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--content", type=Path, default=Path("content"), help="folder of the content (content)"
    )
    dated = argparse.ArgumentParser(add_help=False)
    dated.add_argument(
        "--today",
        type=date.fromisoformat,
        default=today,
        help="the day the pages are made for, YYYY-MM-DD (today in Taipei)",
    )
    placed = argparse.ArgumentParser(add_help=False)
    placed.add_argument(
        "--base-url",
        type=base_url,
        default="http://localhost:8000/",
        help="the address the site will have (http://localhost:8000/)",
    )
    parser = argparse.ArgumentParser(prog="build.py", description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser(
        "build", parents=[common, dated, placed], help="build the site (the default)"
    )
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
        default=processors,
        metavar="N",
        help="processes to use at most (the number of processors)",
    )
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
    printer = commands.add_parser(
        "handbook",
        parents=[common, dated, placed],
        help="write the handbook as a PDF (needs WeasyPrint: make handbook)",
    )
    printer.add_argument(
        "--out", type=Path, default=Path("handbook.pdf"), help="the file to write (handbook.pdf)"
    )
    creator = commands.add_parser("new", parents=[common], help="write a new measure's file")
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
    server.add_argument("--port", type=int, default=8000, help="0 takes a free one (8000)")
    reviewer = commands.add_parser(
        "review", parents=[common, dated], help="what a change of the content means to readers"
    )
    reviewer.add_argument("base", metavar="BASE", help="the git revision to compare with")
    reporter = commands.add_parser(
        "report", parents=[common, dated], help="how the catalogue stands, for maintainers"
    )
    reporter.add_argument(
        "--site", type=Path, metavar="DIR", help="count the files of a made site, too"
    )
    reporter.add_argument(
        "--format", choices=("markdown", "json"), default="markdown", help="(markdown)"
    )
    checker = commands.add_parser("links", parents=[common], help="report on the external links")
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
