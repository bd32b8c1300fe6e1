"""All tasks in; those that one of several machines does, out. Pure.

What shows one measure, and the search index of its shard, is done by one machine, since the index
is made from the pages; everything else is spread by its name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from catalogue.tasks import Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Machine `number`, from 1, of `count`."""

    number: int
    count: int

    def of(self, tasks: Iterable[Task], shards: Mapping[str, int]) -> Iterator[Task]:
        """The tasks that are this machine's; `shards` are the search shards of measures by id."""
        for task in tasks:
            place = shards[task.measures[0]] if task.with_search else crc32(task.name.encode())
            if place % self.count == self.number - 1:
                yield task
