"""Tasks in; their files in the folder of a new site, out: made, or taken over from other sites."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from catalogue.incremental import Record, entry_of, files_of, paths_of
from catalogue.output import Folder, OutputError
from catalogue.parallel import Watch, aside, shared_out, unwatched, worth
from catalogue.publication import Files, Page, Written
from catalogue.tasks import Bundle, Task, Work, key_of

_EVERY_TIME = ""
"""The name, in the record, of the files that every build makes anew; no task is called so. Its key
is the digest of what all tasks depend on."""
_Stale = tuple[Task, str]
"""A task that must be done, and its key."""
Part = tuple[Iterable[Work], Iterable[Work]]
"""Some work, and work whose tasks may read what that has made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of some work, by name: entries of a record."""

    whole: Sequence[str] = ()
    """Bundles that are taken over as they are there."""
    bundles: Mapping[str, str] = field(default_factory=dict)
    """The other bundles."""
    tasks: Mapping[str, str] = field(default_factory=dict)
    """Tasks that are taken over one by one."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Tasks that were done."""


def _by_measure(work: Iterable[Work]) -> list[Sequence[Work]]:
    """Work, that together which shows the same measures first: one process reads the rest of them.

    In order of the first of each: what takes long should come first.
    """
    groups: dict[str, list[Work]] = {}
    for each in work:
        groups.setdefault(each.measures[0] if each.measures else each.name, []).append(each)
    return list(groups.values())


def _effort(work: Work) -> float:
    """In measures."""
    return len(work.measures) if isinstance(work, Bundle) else work.effort


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
        watch: Watch = unwatched,
    ) -> None:
        self._folder = folder
        self._there = folder.found()
        self._earlier = (self._there, *earlier)
        self._shared = shared
        self._measures = measures
        self._jobs = jobs
        self._watch = watch
        self._tasks: dict[str, str] = {}
        self._bundles: dict[str, str] = {}
        self._added: list[Written] = []
        self._waiting: list[Callable[[], Sequence[Outcome]]] = []
        self._files: dict[str, str] = {}
        self._made: set[str] = set()

    def make(self, first: Iterable[Work], *others: Part) -> None:
        """Do the tasks of all parts, in several processes where that pays, or take files over.

        When this returns, those of `first` are done; all of the other parts, when `wait` does.
        """
        # Where nearly all is taken over, to look at it takes longest: a process each does.
        if self._jobs > 1 and self._there.find(_EVERY_TIME, self._shared.hex()) is not None:
            self._waiting += [aside(partial(self._step_by_step, part)) for part in others]
            self._make_first(first)
            return
        self._make_all([*chain.from_iterable(work for work, _ in others), *first])
        if others:
            self._make_all(list(chain.from_iterable(later for _, later in others)))

    def _make_first(self, first: Iterable[Work]) -> None:
        outcome, stale = self._look_at(first)
        self._settle(outcome)
        processes = worth(self._jobs, int(sum(task.effort for task, _ in stale)))
        for made in shared_out(self._do, stale, processes, self._watch) if stale else ():
            self._settle(Outcome(made=made))

    def _make_all(self, work: Sequence[Work]) -> None:
        """Look at work where it is done: to make tasks of bundles takes long as well."""
        processes = worth(self._jobs, int(sum(map(_effort, work))))
        for outcomes in shared_out(self._each, _by_measure(work), processes, self._watch):
            for outcome in outcomes:
                self._settle(outcome)

    def _each(self, share: Iterable[Sequence[Work]]) -> list[Outcome]:
        return [self._look_at_and_do(some) for some in share]

    def wait(self) -> None:
        """Until all parts have been made."""
        while self._waiting:
            for outcome in self._waiting.pop(0)():
                self._settle(outcome)

    def _step_by_step(self, part: Part) -> list[Outcome]:
        outcomes = []
        for step in part:
            outcomes.append(self._look_at_and_do(step))
            self._settle(outcomes[-1])  # in this process, too: the next step asks for `files`
        return outcomes

    def _look_at_and_do(self, part: Iterable[Work]) -> Outcome:
        outcome, stale = self._look_at(part)
        return replace(outcome, made=self._do(stale))

    def _look_at(self, part: Iterable[Work]) -> tuple[Outcome, list[_Stale]]:
        """What of some work is taken over; and the tasks that must be done, with their keys."""
        whole: list[str] = []
        bundles: dict[str, str] = {}
        taken: dict[str, str] = {}
        stale: list[_Stale] = []
        for work in part:
            if isinstance(work, Bundle):
                key = self._key_of(work)
                if self._there.tasks_of(work.name, key) is not None:
                    whole.append(work.name)
                    continue
                tasks = list(work.tasks())
                bundles[work.name] = "\t".join((key, *(task.name for task in tasks)))
            else:
                tasks = [work]
            for task in tasks:
                key = self._key_of(task)
                entry = self._taken_over(task, key)
                if entry is None:
                    stale.append((task, key))
                else:
                    taken[task.name] = entry
        return Outcome(whole=whole, bundles=bundles, tasks=taken), stale

    def _key_of(self, work: Work) -> str:
        return key_of(work, self._shared, self._measures)

    def _taken_over(self, task: Task, key: str) -> str | None:
        """The entry of a task whose files are here now, if some site has them."""
        for record in self._earlier:
            entry = record.find(task.name, key)
            if entry is not None:
                if record is not self._there:
                    self._folder.keep(record.folder, paths_of(entry))
                return entry
        return None

    def _do(self, share: Iterable[_Stale]) -> dict[str, str]:
        return {task.name: entry_of(key, self._folder.write(task.render())) for task, key in share}

    def _settle(self, outcome: Outcome) -> None:
        for bundle in outcome.whole:
            self._bundles[bundle] = entry = self._there.bundles[bundle]
            self._have({name: self._there.entries[name] for name in entry.split("\t")[1:]})
        self._bundles.update(outcome.bundles)
        self._have(outcome.tasks)
        self._have(outcome.made)
        self._made.update(outcome.made)

    def _have(self, tasks: Mapping[str, str]) -> None:
        self._tasks.update(tasks)
        for entry in tasks.values():
            self._files.update(files_of(entry))

    def add(self, pages: Iterable[Page]) -> None:
        """Write pages that depend on all files made so far; they are made anew every time."""
        written = self._folder.write(pages)
        self._added += written
        self._files.update(written)

    def finish(self) -> None:
        """Leave nothing but the files of this site, and a record for the next build."""
        entries = self._tasks | {_EVERY_TIME: entry_of(self._shared.hex(), self._added)}
        if len(self._files) < sum(len(paths_of(entry)) for entry in entries.values()):
            raise OutputError("two pages have the same address")
        self._folder.finish(Record(self._folder.path, entries, self._bundles))

    @property
    def files(self) -> Files:
        """Every file of the site so far."""
        return self._files

    @property
    def again(self) -> int:
        """How many tasks were done, not taken over."""
        return len(self._made)

    @property
    def count(self) -> int:
        """How many tasks there were."""
        return len(self._tasks)
