"""All tasks in; those that one of several machines does, out. Pure.

Tasks are spread by their names. The word index is made of all measures' texts, by the machine that
puts the parts together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar
from zlib import crc32


class Named(Protocol):
    """A task, as far as it matters here."""

    @property
    def name(self) -> str: ...


Task = TypeVar("Task", bound=Named)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Machine `number`, from 1, of `count`."""

    number: int
    count: int

    def of(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The tasks that are this machine's."""
        for task in tasks:
            if crc32(task.name.encode()) % self.count == self.number - 1:
                yield task
