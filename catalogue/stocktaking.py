"""The folders of a twin and of its site in; which of their files are as they should be, out.

Before a build takes over what is in a twin (see `twin`), it makes sure that nobody has put anything
into it, taken it away or put something else in its place, nor so in the published site. To look
into all folders of a large site takes longer than to make what a small change changes. So what was
found right is noted beside the twin, and a folder is not looked into that is as it was then:
whatever comes into a folder or leaves it sets the time of the folder's last change, which nobody
can set back. A note is for one marker: another site lists other files.

What changes in the moment in which a folder is noted would not show. So only folders are noted that
were changed for the last time before the one they are all in was; it is, by being moved.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import NamedTuple

from catalogue.cache import Cache
from catalogue.incremental import MARKER, Record
from catalogue.inputs import stamp

Look = tuple[int, int]
"""The inode of a folder, and the time of its last change (its "ctime") in nanoseconds."""
Looks = Mapping[str, Look]
"""Of folders, by their paths in a site, which end in a slash; that of the site itself is empty."""
Stock = Mapping[str, tuple[Look, Look]]
"""Folders in which all was right, as they are in a site and in its twin."""


class _Inside(NamedTuple):
    """What is in a folder, by name."""

    files: dict[str, int]
    """Their inodes; 0 of what is neither a file nor a folder, such as a link or a pipe."""
    folders: set[str]


_NOTHING = _Inside({}, set())


def write_note(twin: Path, stock: Stock) -> None:
    """Note beside a twin what the next build need not look into."""
    Cache(twin.parent).save(_name(twin), _marker(twin), stock)


def _read_note(twin: Path, folder: Path) -> Stock:
    """What is noted of a twin, which has been moved to `folder`."""
    found: Stock | None = Cache(twin.parent).load(_name(twin), _marker(folder))
    return found or {}


def _name(twin: Path) -> str:
    return f"stock-of-{twin.name}"


def _marker(folder: Path) -> bytes:
    try:
        return repr(stamp(folder / MARKER)).encode()
    except OSError:
        return b""


def looks(folder: Path, paths: Iterable[str]) -> Looks:
    """The looks of the folders of some files, but of those that have only just been changed."""
    files, folders = _by_folder(paths)
    moved = _look(f"{folder}/")
    found = {place: _look(f"{folder}/{place}") for place in files.keys() | folders.keys()}
    return {place: look for place, look in found.items() if _is_older(look, moved)}


def _look(folder: str) -> Look:
    status = os.lstat(folder)
    return status.st_ino, status.st_ctime_ns


def _is_older(look: Look, other: Look) -> bool:
    return look[1] < other[1]


def pairs(site: Looks, twin: Looks) -> Stock:
    """The folders of which there are both."""
    return {place: (look, twin[place]) for place, look in site.items() if place in twin}


def put_right(record: Record, published: Path | None, twin: Path) -> tuple[set[str], Stock]:
    """Remove from a twin what its record does not list; the listed files that cannot be used.

    They are not there, or not the ones that are `published`: somebody has put others in the place
    of those, and nobody knows which are right. And the folders in which all is right, for the next
    build: this twin will be its site. `twin` is where it was kept, and what is noted beside it.
    """
    known = _read_note(twin, record.folder)
    files, folders = _by_folder(record.paths | {MARKER})
    moved = _look(f"{record.folder}/")
    useless: set[str] = set()
    right: dict[str, tuple[Look, Look]] = {}
    come_to: set[str] = set()
    places = [("", published is not None)]
    while places:
        place, is_published = places.pop()
        come_to.add(place)
        here, there = f"{record.folder}/{place}", f"{published}/{place}"
        both = (_look(here), _look(there)) if is_published else None
        if both is not None and known.get(place) == both[::-1]:
            right[place] = both
            places += [(f"{place}{name}/", True) for name in folders[place]]
            continue
        listed = set(files[place])
        ours = _without_strays(here, listed, folders[place])
        theirs = _inside(there) if is_published else _NOTHING
        replaced = {name for name, its in ours.files.items() if theirs.files.get(name, its) != its}
        useless |= {place + name for name in listed - ours.files.keys() | replaced}
        places += [(f"{place}{name}/", name in theirs.folders) for name in ours.folders]
        is_whole = ours.files.keys() == listed and ours.folders == folders[place]
        if both and is_whole and ours == theirs and all(_is_older(look, moved) for look in both):
            right[place] = both
    lost = files.keys() - come_to
    return useless | {place + name for place in lost for name in files[place]}, right


def _by_folder(paths: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """The names of files, and of folders, in each of the folders that some files are in."""
    files, folders = defaultdict[str, list[str]](list), defaultdict[str, set[str]](set)
    for path in paths:
        parent, slash, name = path.rpartition("/")
        files[parent + slash].append(name)
    for place in list(files):
        while place:
            parent, slash, name = place[:-1].rpartition("/")
            place = parent + slash
            if name in folders[place]:
                break
            folders[place].add(name)
    return files, folders


def _without_strays(folder: str, files: Set[str], folders: Set[str]) -> _Inside:
    """What is in a folder, once everything is removed that should not be there."""
    there = _inside(folder)
    listed = {name: inode for name, inode in there.files.items() if inode and name in files}
    for name in there.files.keys() - listed.keys():
        os.unlink(folder + name)  # noqa: PTH108 - quicker
    for name in there.folders - folders:
        shutil.rmtree(folder + name)
    return _Inside(listed, there.folders & folders)


def _inside(folder: str) -> _Inside:
    files, folders = {}, set()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):  # as most are
                files[entry.name] = entry.inode()
            elif entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
            else:
                files[entry.name] = 0
    return _Inside(files, folders)
