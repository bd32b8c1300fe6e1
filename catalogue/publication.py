"""What every renderer is given and gives back: the publication's facts in, pages out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """One build: the day it is made for and where it will be served.

    `base_url` ends with a slash. `repository_url` is where editors change the content (a GitHub
    repository), None where it is not known. `keeps_pages`: browsers keep what was read, for when
    they are offline; nobody wants that of a preview. `handbook_bytes` is how long the handbook's
    PDF is, None where the site is published without one. `is_large`: what repeats is left out
    (see `scale`).
    """

    today: date
    base_url: str
    repository_url: str | None = None
    keeps_pages: bool = False
    handbook_bytes: int | None = None
    is_large: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A file to publish: its path below the output folder, with forward slashes, and its bytes."""

    path: str
    content: bytes


class Written(NamedTuple):
    """A file that has been written: its path below the output folder, and its SHA-256 in hex."""

    path: str
    digest: str


Files = Mapping[str, str]
"""Files that have been written: the SHA-256 of each, in hex, by its path."""


def as_written(page: Page) -> Written:
    """What `Written` says of a page."""
    return Written(page.path, sha256(page.content).hexdigest())
