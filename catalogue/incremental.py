"""What an earlier build made; what of it is still right, out.

Correct by construction: the key of a task is a hash of everything its pages depend on. What all
tasks share (the day, the addresses, every content file that is no measure, the templates, the code
and the packages it uses) is part of every key; a measure is its file's text. A task with the key
it had when a site was made is not done again: its files are taken over.

The record of a site stands in the site, so that the two never disagree, and is the same wherever
the site is made: parts made on several machines can be put together (`--shard`, `--join`). It has
a line a task, of fields between tabs: the task's name and its entry, which is the key, and path
and hash of each file. Then come the bundles, each with its key and the names of its tasks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from catalogue.publication import Written

MARKER = ".support-measures-site"
"""A file that says: this folder is a build's output and may be replaced. It holds the record."""
_BUNDLES = "bundles"
"""The line between tasks and bundles."""
_END = "end"
"""The last line: without it, the record is not whole."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a site in `folder` was made of: the entries of tasks by their names."""

    folder: Path
    entries: Mapping[str, str] = field(default_factory=dict)
    bundles: Mapping[str, str] = field(default_factory=dict)
    """The keys and tasks of bundles, by their names."""

    def tasks_of(self, bundle: str, key: str) -> Sequence[str] | None:
        """The names of a bundle's tasks, if it had this key and they are all here."""
        key_then, *names = self.bundles.get(bundle, "").split("\t")
        return names if key_then == key and self.entries.keys() >= set(names) else None

    def find(self, name: str, key: str) -> str | None:
        """The entry of a task, if it had this key."""
        entry = self.entries.get(name)
        return entry if entry is not None and entry.partition("\t")[0] == key else None

    @property
    def paths(self) -> set[str]:
        """Of all files."""
        return set(chain.from_iterable(map(paths_of, self.entries.values())))

    def without(self, useless: Set[str]) -> "Record":
        """The same of a folder of which some files cannot be used."""
        if not useless:
            return self
        whole = {
            name: entry
            for name, entry in self.entries.items()
            if useless.isdisjoint(paths_of(entry))
        }
        return Record(self.folder, whole, self.bundles)


def entry_of(key: str, files: Iterable[Written]) -> str:
    """What a record says of a task."""
    return "\t".join((key, *(part for file in files for part in file)))


def files_of(entry: str) -> Iterator[tuple[str, str]]:
    """The files of a task, as in `Files`."""
    parts = entry.split("\t")
    return zip(parts[1::2], parts[2::2], strict=True)


def paths_of(entry: str) -> Sequence[str]:
    """The paths of a task's files."""
    return entry.split("\t")[1::2]


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The paths of files that are no more, and of those that have been made since."""
    was = (entry for name, entry in old.items() if new.get(name) != entry)
    now = (entry for name, entry in new.items() if old.get(name) != entry)
    paths_then, paths_now = (set(chain(*map(paths_of, entries))) for entries in (was, now))
    return paths_then - paths_now, paths_now


def read_record(site: Path) -> Record:
    """The record of a site; an empty one where there is no site, or none that can be read."""
    try:
        *lines, end, rest = (site / MARKER).read_text(encoding="utf-8").split("\n")
        if (end, rest) != (_END, ""):
            return Record(site)
        middle = lines.index(_BUNDLES)
        parts = (lines[:middle], lines[middle + 1 :])
        return Record(site, *(dict(line.split("\t", 1) for line in part) for part in parts))
    except (OSError, ValueError):
        return Record(site)


def written_record(record: Record) -> str:
    """A record as it stands in the site."""
    lines, of_bundles = (
        sorted(f"{name}\t{entry}" for name, entry in part.items())
        for part in (record.entries, record.bundles)
    )
    return "\n".join((*lines, _BUNDLES, *of_bundles, _END, ""))
