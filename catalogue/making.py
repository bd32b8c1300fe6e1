"""Tasks in; their files in the folder of a new site, out: made, or taken over from other sites."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalogue.incremental import Record, difference, entry_of, files_of
from catalogue.output import Folder, OutputError
from catalogue.parallel import shared_out, worth
from catalogue.publication import Page, Written
from catalogue.tasks import Task, Work, key_of

_EVERY_TIME = ""
"""The name, in the record, of files that are made anew by every build; no task is called so."""


class Making:
    """Fills the folder of a site.

    `earlier` are sites whose files can be taken over, `shared` is the digest of what all tasks
    depend on, `measures` says of each measure, by its id, what tells it and its text.
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
        self._there = folder.found()
        self._earlier = (self._there, *earlier)
        self._shared = shared
        self._measures = measures
        self._jobs = jobs
        self._entries: dict[str, str] = {}
        self._bundles: dict[str, str] = {}
        self._added: list[Written] = []
        self.files: list[Written] = []
        """Every file of the site so far."""
        self.again = 0
        """How many tasks were done, not taken over."""

    def make(self, work: Iterable[Work]) -> None:
        """Do the tasks, in several processes where that pays, or take their files over."""
        stale: list[tuple[Task, str]] = []
        for each in work:
            stale += self._stale(each)
        self.again += len(stale)
        processes = worth(self._jobs, int(sum(task.effort for task, _ in stale)))
        for made_here in shared_out(self._do, stale, processes) if stale else ():
            for name, entry in made_here.items():
                self._have(name, entry)

    def _stale(self, work: Work) -> Iterator[tuple[Task, str]]:
        """What of some work has to be done, with its key; the rest is taken over."""
        key = key_of(work, self._shared, self._measures)
        if isinstance(work, Task):
            if not self._take_over(work.name, key):
                yield work, key
        elif not self._take_over_bundle(work.name, key):
            tasks = list(work.tasks())
            self._bundles[work.name] = "\t".join((key, *(task.name for task in tasks)))
            for task in tasks:
                yield from self._stale(task)

    def _take_over_bundle(self, name: str, key: str) -> bool:
        names = self._there.tasks_of(name, key)
        if names is None:
            return False
        self._bundles[name] = self._there.bundles[name]
        for task in names:
            self._have(task, self._there.entries[task])
        return True

    def _take_over(self, name: str, key: str) -> bool:
        for record in self._earlier:
            entry = record.find(name, key)
            if entry is not None:
                if record is not self._there:
                    self._folder.keep(record.folder, files_of(entry))
                self._have(name, entry)
                return True
        return False

    def _have(self, name: str, entry: str) -> None:
        self._entries[name] = entry
        self.files += files_of(entry)

    def _do(self, share: Iterator[tuple[Task, str]]) -> dict[str, str]:
        return {task.name: entry_of(key, self._folder.write(task.render())) for task, key in share}

    def add(self, pages: Iterable[Page]) -> None:
        """Write pages that depend on all files made so far; they are made anew every time."""
        written = self._folder.write(pages)
        self._added += written
        self.files += written

    def finish(self) -> None:
        """Leave nothing but the files of this site, and a record for the next build."""
        paths = {file.path for file in self.files}
        if len(paths) < len(self.files):
            raise OutputError("two pages have the same address")
        entries = self._entries | {_EVERY_TIME: entry_of("", self._added)}
        gone, _ = difference(self._there.entries, entries)
        self._folder.finish(gone, Record(self._folder.path, entries, self._bundles))

    @property
    def count(self) -> int:
        """How many tasks there were."""
        return len(self._entries)
