"""Content files in; a Catalogue, or every problem in it, out.

The only boundary between what editors write and the values of `model`: no raw mapping passes it.
All problems of all files are gathered before any is reported.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import ParamSpec, TypeVar

from catalogue.documents import Checked, Document
from catalogue.folders import RESERVED_IDS as RESERVED_IDS
from catalogue.folders import examine_folders, measure_files, no_measure, prose_files, strays
from catalogue.model import (
    Catalogue,
    FrontMatter,
    Measure,
    in_order,
    name_index,
)
from catalogue.problems import ContentError, Problem
from catalogue.rules import (
    measure_problems,
    problems_between,
    problems_between_stories,
    prose_problems,
    vocabulary_problems,
)
from catalogue.usual_documents import check_usual_file
from catalogue.values import Value
from catalogue.vocabulary import (
    Agencies,
    Categories,
    ServiceTypes,
    SiteFile,
    SynonymsFile,
    Vocabulary,
    by_name,
)
from catalogue.writing import Story, StoryFrontMatter, TextPage, TextPageFrontMatter

Model = TypeVar("Model", bound=Value)
Read = TypeVar("Read")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A catalogue and the files it was read from, by the id of the measure."""

    catalogue: Catalogue
    documents: Mapping[str, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """Pages of prose by id, stories by year (the last first) and id."""

    pages: tuple[TextPage, ...]
    stories: tuple[Story, ...]


@dataclass
class _Problems:
    """Collects problems, so that one bad file does not hide the next."""

    found: list[Problem] = field(default_factory=list)

    def gather(
        self,
        read: Callable[Arguments, Read],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Read | None:
        """What `read` returns, or None with its problems kept."""
        try:
            return read(*args, **kwargs)
        except ContentError as error:
            self.found.extend(error.problems)
            return None


def load_catalogue(content: Path) -> Catalogue:
    """Read and validate all content under `content`.

    Raise ContentError with every problem of every file.
    """
    return load_content(content).catalogue


def load_content(content: Path) -> Content:
    """The same, with the files themselves: for what depends on the day and needs their places."""
    examine_folders(content)
    problems = _Problems()
    words = _Words.load(content, problems)
    measures, documents = _load_measures(content / "measures", words, problems)
    prose = _load_prose(content, problems, quickly=False)
    problems.found.extend(strays(content))
    if not (measures or problems.found):
        problems.found.append(no_measure(content))
    if problems.found or words.vocabulary is None:
        raise ContentError(problems.found)
    catalogue = catalogue_of(words.vocabulary, measures, prose)
    return Content(catalogue=catalogue, documents=documents)


def catalogue_of(vocabulary: Vocabulary, measures: Iterable[Measure], prose: Prose) -> Catalogue:
    """Measures in their order, with the words they use and the prose around them."""
    return Catalogue(
        vocabulary=vocabulary,
        measures=in_order(measures),
        pages=prose.pages,
        stories=prose.stories,
    )


def load_prose(content: Path) -> Prose:
    """What is no measure, quickly; raise ContentError where anything is wrong with it."""
    problems = _Problems()
    prose = _load_prose(content, problems, quickly=True)
    if problems.found:
        raise ContentError(problems.found)
    return prose


def _load_prose(content: Path, problems: _Problems, *, quickly: bool) -> Prose:
    pages = [
        problems.gather(load_page, path, quickly=quickly) for path in prose_files(content / "pages")
    ]
    stories = _load_stories(content / "stories", problems, quickly=quickly)
    return Prose(
        pages=tuple(page for page in pages if page is not None),
        stories=tuple(sorted(stories, key=lambda story: (-story.year, story.id))),
    )


def load_vocabulary(content: Path) -> Vocabulary:
    """The controlled words of `content/*.yml`; raise ContentError."""
    problems = _Problems()
    words = _Words.load(content, problems)
    if words.vocabulary is None:
        raise ContentError(problems.found)
    return words.vocabulary


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """The vocabulary, None where a file of it is wrong, and what of it measures can refer to."""

    vocabulary: Vocabulary | None
    names: Mapping[str, Mapping[str, object]]
    edition: int | None

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "_Words":
        names = name_index(vocabulary)
        return cls(vocabulary=vocabulary, names=names, edition=vocabulary.site.edition)

    @classmethod
    def load(cls, content: Path, problems: _Problems) -> "_Words":
        agencies = problems.gather(_load_yaml, content / "agencies.yml", Agencies)
        categories = problems.gather(_load_yaml, content / "categories.yml", Categories)
        service_types = problems.gather(_load_yaml, content / "services.yml", ServiceTypes)
        site = problems.gather(_load_yaml, content / "site.yml", SiteFile)
        synonyms = problems.gather(_load_yaml, content / "synonyms.yml", SynonymsFile)
        if agencies and categories and service_types and site and synonyms:
            vocabulary = Vocabulary(
                agencies=agencies.agencies,
                categories=categories.categories,
                service_types=service_types.service_types,
                site=site.site,
                synonyms=synonyms.synonyms,
            )
            return cls.of(vocabulary)
        # Names of a file that is wrong cannot be judged; everything else still can.
        subcategories = (
            [sub for category in categories.categories for sub in category.subcategories]
            if categories
            else None
        )
        return cls(
            vocabulary=None,
            names={
                "agencies": by_name(agencies.agencies) if agencies else _AnyName(),
                "subcategories": _AnyName() if subcategories is None else by_name(subcategories),
                "service_types": (
                    by_name(service_types.service_types) if service_types else _AnyName()
                ),
            },
            edition=site.site.edition if site else None,
        )


def _load_yaml(path: Path, model: type[Model]) -> Model:
    checked = _read_file(path, model, {}, vocabulary_problems, quickly=True)
    if checked.problems or checked.value is None:
        raise ContentError(checked.problems)
    return checked.value


def measure_reader(vocabulary: Vocabulary) -> Callable[[Path], Measure]:
    """Reads one measure's file; raises ContentError with every problem in it."""
    words = _Words.of(vocabulary)

    def read(path: Path) -> Measure:
        checked = _read_measure(path, words, quickly=True)
        if checked.problems or checked.value is None:
            raise ContentError(checked.problems)
        return _measure(checked.value, path.stem, vocabulary, checked.document)

    return read


def _read_measure(path: Path, words: _Words, *, quickly: bool) -> Checked[FrontMatter]:
    rules = partial(measure_problems, edition=words.edition)
    return _read_file(path, FrontMatter, words.names, rules, quickly=quickly)


def _read_file(
    path: Path,
    model: type[Model],
    context: Mapping[str, object],
    rules: Callable[[Document], Iterable[Problem]],
    *,
    quickly: bool,
) -> Checked[Model]:
    """A file with its value and all that is wrong with it; raise ContentError if it can't be read.

    `quickly`: without the places of what is in it, where nothing is wrong.
    """
    checked = check_usual_file(path, model, context, rules) if quickly else None
    if checked is None:
        # What knows of every mistake takes as long to import as the 42 measures to read.
        from catalogue.checking import check_file

        checked = check_file(path, model, context, rules)
    return checked


def _load_measures(
    folder: Path, words: _Words, problems: _Problems
) -> tuple[list[Measure], dict[str, Document]]:
    measures: list[Measure] = []
    documents: dict[str, Document] = {}
    for path, is_named_well in measure_files(folder):
        checked = problems.gather(_read_measure, path, words, quickly=False)
        if checked is None:
            continue
        problems.found.extend(checked.problems)
        # What is in a file with a wrong name is checked too, but not compared with other files.
        if is_named_well:
            documents[path.stem] = checked.document
        if checked.value is not None and words.vocabulary is not None:
            measure = _measure(checked.value, path.stem, words.vocabulary, checked.document)
            measures.append(measure)
    problems.found.extend(problems_between(documents))
    return measures, documents


def _measure(
    front: FrontMatter, measure_id: str, vocabulary: Vocabulary, document: Document
) -> Measure:
    return Measure.model_construct(
        **vars(front),
        id=measure_id,
        category=vocabulary.category_of(front.subcategory),
        body=document.body,
        digest=blake2b("\n".join(document.lines).encode(), digest_size=16).digest(),
    )


def load_page(path: Path, *, quickly: bool = False) -> TextPage:
    """One page of prose; raise ContentError with every problem in it."""
    checked = _read_file(path, TextPageFrontMatter, {}, prose_problems, quickly=quickly)
    if checked.problems or checked.value is None:
        raise ContentError(checked.problems)
    front, body = checked.value, checked.document.body
    return TextPage.model_construct(**dict(front), id=path.stem, body=body)


def _load_stories(folder: Path, problems: _Problems, *, quickly: bool) -> list[Story]:
    stories: list[Story] = []
    documents: list[Document] = []
    for path in prose_files(folder):
        checked = problems.gather(
            _read_file, path, StoryFrontMatter, {}, prose_problems, quickly=quickly
        )
        if checked is None:
            continue
        problems.found.extend(checked.problems)
        documents.append(checked.document)
        if checked.value is not None and not checked.problems:
            front, body = checked.value, checked.document.body
            stories.append(Story.model_construct(**dict(front), id=path.stem, body=body))
    problems.found.extend(problems_between_stories(documents))
    return stories


class _AnyName(Mapping[str, object]):
    """A vocabulary that knows every name."""

    def __getitem__(self, name: str) -> object:
        return name

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
