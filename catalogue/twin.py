"""A twin of the published site, kept for the next build to begin with.

A new site differs from the one before in few files, but to make its folder would take tens of
thousands of links, to remove the old one as many steps: seconds, for a change of one measure. So
there is a second folder of the same files, under hard links, where builds keep what the next one
can use (see `cache`). The next build makes of it the new site, and of the site that it replaces
the new twin. Nobody may write into a file of either: it would change in both (see `output`); what
else may have happened to them is looked at first (see `stocktaking`).

A twin is taken by moving it to where a build writes (see `staging`): in one step, by one build;
from then on it is removed like anything that a build has left unfinished. Then, and where there
never was one, sites are made file by file.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from catalogue.incremental import MARKER
from catalogue.parallel import shared_out

WORTH_IT = 2_000
"""Tasks of a site, up to which its folder is made and removed in a tenth of a second."""
_AT_ONCE = 500
"""Links that a process makes before it asks for more."""


def catch_up(folder: Path, site: int, gone: Iterable[str], other: Iterable[str], jobs: int) -> None:
    """Make a folder the twin of the site in the open folder `site`.

    The site has none of the files `gone`, and `other` ones at these paths. Its folder is open,
    since another build may publish its own under the same name any time. Raise OSError where links
    cannot be made.
    """
    remove(folder, gone)
    paths = [MARKER, *sorted(other)]
    batches = [paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE)]
    shared_out(partial(_link, site, folder), batches, jobs)


def _link(site: int, folder: Path, batches: Iterable[Sequence[str]]) -> None:
    made = {""}
    for batch in batches:
        for path in batch:
            parent = path.rpartition("/")[0]
            if parent not in made:
                (folder / parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            place = f"{folder}/{path}"
            try:
                os.link(path, place, src_dir_fd=site)
            except FileExistsError:
                os.unlink(place)  # noqa: PTH108 - quicker
                os.link(path, place, src_dir_fd=site)


def remove(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, if they are there, and folders in which nothing is left."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)
        with suppress(OSError):  # of a folder in which something is
            os.removedirs((folder / path).parent)


def keep(folder: Path, twin: Path) -> None:
    """Move a folder to where the next build looks for it; raise OSError where one is already."""
    twin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.rename(twin)


def forget(twin: Path) -> None:
    """Keep a twin no more, if there is one."""
    shutil.rmtree(twin, ignore_errors=True)
