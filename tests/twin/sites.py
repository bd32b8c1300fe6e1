"""Sites as their files, to publish and to look at."""

from collections.abc import Mapping
from pathlib import Path

from catalogue.incremental import MARKER
from catalogue.publication import Page
from tests import sample
from tests.test_build import files

Site = Mapping[str, bytes]


def publish(out: Path, kept: Path | None, site: Site, jobs: int = 1) -> list[str]:
    """Publish a site; the paths of the files that had to be written."""
    pages = [Page(path=path, content=content) for path, content in site.items()]
    return sample.publish(out, pages, twin=kept, jobs=jobs)


def site_in(folder: Path) -> Site:
    return {path: content for path, content in files(folder).items() if path != MARKER}
