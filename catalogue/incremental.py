"""What an earlier build made; what of it is still right, out.

Correct by construction: the key of a task is a hash of everything its pages depend on. What all
tasks share (the day, the addresses, every content file that is no measure, the templates, the code
and the packages it uses) is part of every key; a measure is its file's text. A task with the key
it had when a site was made is not done again: its files are taken over.

The record of a site stands in the site, so that the two never disagree, and is the same wherever
the site is made: parts made on several machines can be put together (`--shard`, `--join`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.inputs import digest
from catalogue.output import MARKER
from catalogue.publication import Written
from catalogue.tasks import Task


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a task, and the key it had."""

    key: str
    files: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a site in `folder` was made of, by the names of the tasks."""

    folder: Path
    made: Mapping[str, Made] = field(default_factory=dict)

    def find(self, name: str, key: str) -> Made | None:
        """What a task made, if it had this key."""
        made = self.made.get(name)
        return made if made is not None and made.key == key else None


def key_of(task: Task, shared: bytes, measures: Mapping[str, bytes]) -> str:
    """The key of a task; `measures` are the digests of the measures' files by id."""
    shown = (part for name in task.measures for part in (name.encode(), measures[name]))
    return digest(shared, task.name.encode(), task.also.encode(), *shown).hex()


def read_record(site: Path) -> Record:
    """The record of a site; an empty one where there is no site, or none that can be read."""
    try:
        found = json.loads((site / MARKER).read_text(encoding="utf-8"))
        made = {
            name: Made(key, tuple(Written(path, hashed) for path, hashed in files))
            for name, (key, files) in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return Record(site)
    return Record(site, made)


def written_record(made: Mapping[str, Made]) -> str:
    """A record as it stands in the site."""
    found = {name: [made[name].key, made[name].files] for name in sorted(made)}
    return json.dumps(found, separators=(",", ":")) + "\n"
