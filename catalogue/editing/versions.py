"""A git revision and the content's folder in; the content as it was then, out.

Old content may have been written for another model or vocabulary. Then what can be read is
compared, and the rest is named, so that a reviewer knows what the review does not say.
"""

import contextlib
import io
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from catalogue.editing import EditingError
from catalogue.model import Catalogue, FrontMatter, Measure, name_index
from catalogue.problems import ContentError
from catalogue.reading import read_document
from catalogue.validation import load_catalogue, load_vocabulary
from catalogue.vocabulary import Vocabulary

_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Content at a revision; `unreadable` are the ids of measures that today's model refuses.

    `problems` are what made them (or a vocabulary) unreadable, for people to read.
    """

    commit: str
    catalogue: Catalogue
    unreadable: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


def read_version(content: Path, revision: str, vocabulary: Vocabulary) -> Version:
    """The content of `revision`, or of the commit where the present branch left it.

    What others published since then is not part of this change. `vocabulary` stands in for an
    old one that cannot be read. Raise EditingError.
    """
    commit = _commit(content, revision)
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        if _git(content, "ls-tree", "--name-only", commit):  # of this folder; empty if it is new
            archive = _git(content, "archive", "--format=zip", commit)
            zipfile.ZipFile(io.BytesIO(archive)).extractall(old)
        try:
            return Version(commit=commit[:7], catalogue=load_catalogue(old))
        except ContentError as error:
            told = tuple(str(p).replace(f"{old.as_posix()}/", "") for p in error.problems)
            return _what_can_be_read(old, commit[:7], vocabulary, told)


def _commit(content: Path, revision: str) -> str:
    name = f"{revision}^{{commit}}"
    commit = _git(content, "rev-parse", "--verify", "--end-of-options", name).decode().strip()
    try:
        return _git(content, "merge-base", commit, "HEAD").decode().strip()
    except EditingError:  # a shallow clone, or histories that never met
        return commit


def _git(content: Path, *arguments: str) -> bytes:
    """What git prints, run inside the content's folder; raise EditingError."""
    try:
        done = subprocess.run(
            ("git", "-C", content, *arguments), capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise EditingError(f"git 讀不到要比較的版本：{reason}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EditingError(f"不能執行 git：{error}") from None
    return done.stdout


def _what_can_be_read(
    old: Path, commit: str, vocabulary: Vocabulary, problems: tuple[str, ...]
) -> Version:
    with contextlib.suppress(ContentError):  # else today's words say what the old names mean
        vocabulary = load_vocabulary(old)
    measures, unreadable = [], set()
    for path in sorted(old.glob("measures/*.md")):
        measure = _measure(path, vocabulary)
        if measure is None:
            unreadable.add(path.stem)
        else:
            measures.append(measure)
    return Version(
        commit=commit,
        catalogue=Catalogue(vocabulary=vocabulary, measures=tuple(measures), pages=()),
        unreadable=frozenset(unreadable),
        problems=problems,
    )


def _measure(path: Path, vocabulary: Vocabulary) -> Measure | None:
    try:
        document = read_document(path, path.name)
        front = FrontMatter.model_validate(document.data, context=name_index(vocabulary))
    except (ContentError, ValidationError):
        return None
    return Measure.model_construct(
        **{name: getattr(front, name) for name in FrontMatter.model_fields},
        id=path.stem,
        category=vocabulary.category_of(front.subcategory),
        body=document.body,
    )
