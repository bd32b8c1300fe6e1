"""Tasks in; their files in the folder of a new site, out: made, or taken over from the old one."""

from collections.abc import Iterable, Mapping, Sequence

from catalogue.incremental import Made, Record, key_of
from catalogue.inputs import digest
from catalogue.output import Folder
from catalogue.parallel import shared_out, worth
from catalogue.publication import Page, Written
from catalogue.tasks import Task


class Making:
    """Fills the folder of a site.

    `earlier` is what made the site that stands there now, `shared` the digest of what all tasks
    depend on, `measures` the digests of the measures' files by id.
    """

    def __init__(
        self,
        folder: Folder,
        earlier: Record,
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

    @property
    def count(self) -> int:
        """How many tasks there were."""
        return len(self._made)

    def make(self, tasks: Iterable[Task]) -> None:
        """Do the tasks, in several processes where that pays, or take their files over."""
        stale: list[tuple[Task, bytes]] = []
        for task in tasks:
            key = key_of(task, self._shared, self._measures)
            made = self._earlier.made.get(task.name)
            if made is not None and made.key == key:
                self._folder.keep(made.files)
                self._made[task.name] = made
            else:
                stale.append((task, key))
        self.again += len(stale)
        processes = worth(self._jobs, sum(len(task.measures) for task, _ in stale))
        for made_here in shared_out(self._do, stale, processes):
            self._made.update(made_here)

    def _do(self, share: Sequence[tuple[Task, bytes]]) -> dict[str, Made]:
        return {task.name: Made(key, self._folder.write(task.render())) for task, key in share}

    def add(self, pages: Iterable[Page]) -> None:
        """Write pages that depend on all files made so far; they are made anew every time."""
        self._added += self._folder.write(pages)

    @property
    def files(self) -> list[Written]:
        """Every file of the site so far."""
        return [file for made in self._made.values() for file in made.files] + self._added

    @property
    def name(self) -> str:
        """What tells the site from any other: a hash of what is in it."""
        return digest(repr(sorted(self.files)).encode()).hex()

    def record(self, inputs: bytes) -> Record:
        """What has been made, for the next build; `inputs` is a digest of all that was read."""
        return Record(site=self.name, inputs=inputs, made=self._made)
