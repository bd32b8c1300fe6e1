"""The content's folder in; what changed in it for readers, and when, out (from git's history).

Read with two git commands, whatever the number of commits: one lists which files each commit
changed, one hands out their old and new texts. The oldest commit listed is where the story
starts, so what it adds is no news; in a shallow clone that is the clone's edge. Where git is
missing, or has nothing to tell, the dates that editors write into the measures speak instead.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from pydantic import ValidationError

from catalogue.cache import Cache
from catalogue.changes import Change, Kind, compare
from catalogue.dates import roc_date
from catalogue.git import ask_git
from catalogue.model import Catalogue, FrontMatter, Measure, name_index
from catalogue.problems import ContentError
from catalogue.vocabulary import Vocabulary

MAX_COMMITS = 200
MAX_FILES = 2000
"""Changed files looked at, newest first: commits that rewrite everything must not take minutes."""
_TAIPEI = timezone(timedelta(hours=8))

# `:100644 100644 <old> <new> M<tab>citd.md`; a text that is not there is named by zeros.
_LINE = re.compile(r":\d+ \d+ (?P<old>[0-9a-f]+) (?P<new>[0-9a-f]+) [A-Z]\t(?P<id>[a-z0-9-]+)\.md")

Reader = Mapping[str | None, FrontMatter]
"""Front matter by git's name for its text (a blob); without those that no longer validate."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedFile:
    """A measure's file in one commit: git's names of its texts, None where there was no file."""

    measure_id: str
    old: str | None
    new: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """What one commit changed, and the day in Taipei on which it was made."""

    day: date
    files: tuple[ChangedFile, ...]


def read_changes(
    content: Path, catalogue: Catalogue, cache: Cache | None = None, made_for: bytes = b""
) -> tuple[Change, ...]:
    """What changed for readers, newest first; one change a difference.

    What the history tells is kept in `cache`; `made_for` changes with the history and with how it
    is told. Raise nothing: where there is none, the measures' own dates tell.
    """
    cache = cache or Cache(None)
    told: list[Change] | None = cache.load("changes", made_for)
    if told is None:
        told = _history(content / "measures", catalogue.vocabulary)
        cache.save("changes", made_for, told)
    titles = {measure.id: measure.title for measure in catalogue.measures}
    changes = [_with_title_of_now(change, titles) for change in told]
    # Sorting is stable: of one day, later commits come first.
    unique = dict.fromkeys(changes or _from_dates(catalogue.measures))
    return tuple(sorted(unique, key=lambda change: change.day, reverse=True))


def _with_title_of_now(change: Change, titles: Mapping[str, str]) -> Change:
    if change.kind is Kind.REMOVED or change.measure_id not in titles:
        return change
    return replace(change, title=titles[change.measure_id])


def _history(folder: Path, vocabulary: Vocabulary) -> list[Change]:
    """What the commits tell, the last first, with the titles of then."""
    commits = _commits(folder)
    reader = _front_matter(_texts(folder, commits), vocabulary)
    latest: dict[str, FrontMatter] = {}
    told = [tuple(_told(commit, reader, latest)) for commit in reversed(commits)]
    return [change for news in reversed(told) for change in news]


def _commits(folder: Path) -> tuple[Commit, ...]:
    """The last commits that changed measures, newest first, without the oldest listed.

    Only the main line is followed: a merged branch is published as one change, on its merge.
    """
    listing = ask_git(
        folder,
        "log",
        f"--max-count={MAX_COMMITS + 1}",
        *("--first-parent", "-m", "--no-renames", "--no-ext-diff"),
        *("--raw", "--no-abbrev", "--relative", "--no-color", "--format=%x00%ct", "--", "."),
    ).decode(errors="replace")
    commits = []
    room = MAX_FILES
    for block in listing.split("\0")[1:-1]:
        seconds, *lines = block.splitlines()
        files = tuple(_changed_files(lines))
        room -= len(files)
        if room < 0:
            break
        day = datetime.fromtimestamp(int(seconds), _TAIPEI).date()
        commits.append(Commit(day=day, files=files))
    return tuple(commits)


def _changed_files(lines: Iterable[str]) -> Iterator[ChangedFile]:
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is not None:
            old, new = (None if set(match[key]) == {"0"} else match[key] for key in ("old", "new"))
            yield ChangedFile(measure_id=match["id"], old=old, new=new)


def _texts(folder: Path, commits: Sequence[Commit]) -> dict[str, bytes]:
    """The texts of all changed files by git's names; those that git does not have are left out."""
    names = dict.fromkeys(
        name for commit in commits for file in commit.files for name in (file.old, file.new) if name
    )
    if not names:
        return {}
    answer = ask_git(folder, "cat-file", "--batch", given="".join(f"{n}\n" for n in names).encode())
    texts: dict[str, bytes] = {}
    start = 0
    # Each answer: `<name> blob <size>`, a line feed, the text, a line feed; or `<name> missing`.
    while start < len(answer):
        heading_end = answer.index(b"\n", start)
        name, kind, *size = answer[start:heading_end].decode().split(" ")
        start = heading_end + 1
        if size:
            end = start + int(size[0])
            if kind == "blob":
                texts[name] = answer[start:end]
            start = end + 1
    return texts


def _front_matter(texts: Mapping[str, bytes], vocabulary: Vocabulary) -> Reader:
    """What can be read of old texts with today's model."""
    context = name_index(vocabulary)
    read: dict[str | None, FrontMatter] = {}
    for name, text in texts.items():
        try:
            read[name] = FrontMatter.model_validate(_data(text), context=context)
        except (ContentError, ValidationError):
            continue  # written for another model or vocabulary: nothing to compare
    return read


def _data(text: bytes) -> Mapping[str, object]:
    """The front matter of an old text; raise ContentError."""
    from catalogue.usual_documents import usual_document  # seldom needed: see `read_changes`

    document = usual_document(text, "measure.md")
    if document is None:
        from catalogue.reading import examine_document, without_fault  # as in `validation`

        document = without_fault(examine_document(text, "measure.md"))
    return document.data


def _told(commit: Commit, reader: Reader, latest: dict[str, FrontMatter]) -> Iterator[Change]:
    """The changes of one commit, a renamed file being the same measure.

    `latest` holds what readers last saw of each measure, and is brought up to date: a version
    that did not validate was never published, so the next one is compared with the one before.
    """
    for file in commit.files:
        if file.old in reader:
            latest[file.measure_id] = reader[file.old]
    gone = {file.measure_id: file for file in commit.files if file.new is None}
    for file in commit.files:
        if file.new not in reader:
            continue
        after = reader[file.new]
        source = file if file.old is not None else _old_file(after, gone, latest)
        if source is None:
            text = f"新收錄：{after.summary}"
            yield _change(file.measure_id, after.title, commit.day, Kind.NEW, text)
        else:
            gone.pop(source.measure_id, None)
            before = latest.get(source.measure_id)
            for found in compare(before, after) if before else ():
                yield _change(file.measure_id, after.title, commit.day, found.kind, found.text)
        latest[file.measure_id] = after
    for measure_id in gone:
        if measure_id in latest:
            text = "本站不再收錄這項措施"
            yield _change(measure_id, latest[measure_id].title, commit.day, Kind.REMOVED, text)


def _old_file(
    after: FrontMatter, gone: Mapping[str, ChangedFile], latest: Mapping[str, FrontMatter]
) -> ChangedFile | None:
    """The removed file that a new one replaces: named as its old id, or with the same title."""
    for measure_id, file in gone.items():
        before = latest.get(measure_id)
        if measure_id in after.aliases or (before and before.title == after.title):
            return file
    return None


def _change(measure_id: str, title: str, day: date, kind: Kind, text: str) -> Change:
    return Change(measure_id=measure_id, title=title, day=day, kind=kind, text=text)


def _from_dates(measures: Iterable[Measure]) -> Iterator[Change]:
    """What editors noted themselves: when a measure was last updated, or checked."""
    for measure in measures:
        for moment, kind, done in (
            (measure.updated, Kind.UPDATED, "更新"),
            (measure.verified_on, Kind.VERIFIED, "查證"),
        ):
            if moment is not None:
                text = f"內容在 {roc_date(moment.first)}{done}"
                yield _change(measure.id, measure.title, moment.first, kind, text)
