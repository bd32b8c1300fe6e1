"""What an earlier build made; what of it is still right, out.

Correct by construction: the key of a task is a hash of everything its pages depend on. What all
tasks share (the day, the addresses, every content file that is no measure, the templates, the code
and the packages it uses) is part of every key; a measure is its file's bytes. A task with the key
it had when the present site was made is not done again: its files are taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogue.inputs import digest
from catalogue.publication import Written
from catalogue.tasks import Task


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a task, and the key it had."""

    key: bytes
    files: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What one build made. `site` names the site (see `output`), `inputs` all that it read."""

    site: str = ""
    inputs: bytes = b""
    made: Mapping[str, Made] = field(default_factory=dict)


def key_of(task: Task, shared: bytes, measures: Mapping[str, bytes]) -> bytes:
    """The key of a task; `measures` are the digests of the measures' files by id."""
    shown = (part for name in task.measures for part in (name.encode(), measures[name]))
    return digest(shared, task.name.encode(), task.also.encode(), *shown)
