"""Tasks in; their files in the folder of a new site, out: made, or taken over from other sites."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalogue.incremental import Made, Record, key_of, written_record
from catalogue.output import Folder
from catalogue.parallel import shared_out, worth
from catalogue.publication import Page, Written
from catalogue.tasks import Task


class Making:
    """Fills the folder of a site.

    `earlier` are sites whose files can be taken over, `shared` is the digest of what all tasks
    depend on, `measures` are the digests of the measures' files by id.
    """

    def __init__(
        self,
        folder: Folder,
        earlier: Sequence[Record],
        shared: bytes,
        measures: Mapping[str, bytes],
        jobs: int,
    ) -> None:
        self._folder = folder
        self._earlier = earlier
        self._shared = shared
        self._measures = measures
        self._jobs = jobs
        self._made: dict[str, Made] = {}
        self._added: list[Written] = []
        self.again = 0
        """How many tasks were done, not taken over."""

    def make(self, tasks: Iterable[Task]) -> None:
        """Do the tasks, in several processes where that pays, or take their files over."""
        stale: list[tuple[Task, str]] = []
        for task in tasks:
            key = key_of(task, self._shared, self._measures)
            if not self._take_over(task.name, key):
                stale.append((task, key))
        self.again += len(stale)
        processes = worth(self._jobs, int(sum(task.effort for task, _ in stale)))
        for made_here in shared_out(self._do, stale, processes):
            self._made.update(made_here)

    def _take_over(self, name: str, key: str) -> bool:
        for record in self._earlier:
            made = record.find(name, key)
            if made is not None:
                self._folder.keep(record.folder, made.files)
                self._made[name] = made
                return True
        return False

    def _do(self, share: Iterator[tuple[Task, str]]) -> dict[str, Made]:
        return {task.name: Made(key, self._folder.write(task.render())) for task, key in share}

    def add(self, pages: Iterable[Page]) -> None:
        """Write pages that depend on all files made so far; they are made anew every time."""
        self._added += self._folder.write(pages)

    def finish(self) -> None:
        """Leave a record for the next build."""
        self._folder.record = written_record(self._made)

    @property
    def count(self) -> int:
        """How many tasks there were."""
        return len(self._made)

    @property
    def files(self) -> list[Written]:
        """Every file of the site so far."""
        return [file for made in self._made.values() for file in made.files] + self._added
