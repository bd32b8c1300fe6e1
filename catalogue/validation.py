"""Content files in; a Catalogue, or every problem in it, out.

The only boundary between what editors write and the values of `model`: no raw mapping passes it.
All problems of all files are gathered before any is reported.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from catalogue.checking import check_document, count_mistakes
from catalogue.folders import RESERVED_IDS as RESERVED_IDS
from catalogue.folders import examine_folders, measure_files, page_files, strays
from catalogue.model import (
    Catalogue,
    FrontMatter,
    Measure,
    TextPage,
    TextPageFrontMatter,
    name_index,
)
from catalogue.problems import ContentError, Problem, at_most
from catalogue.reading import Document, examine_document, examine_yaml
from catalogue.rules import (
    measure_problems,
    problems_between,
    prose_problems,
    vocabulary_problems,
)
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

Model = TypeVar("Model", bound=Value)
Read = TypeVar("Read")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A catalogue and the files it was read from, by the id of the measure."""

    catalogue: Catalogue
    documents: Mapping[str, Document]


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
    pages = [problems.gather(load_page, path) for path in page_files(content / "pages")]
    problems.found.extend(strays(content))
    if problems.found or words.vocabulary is None:
        raise ContentError(problems.found)
    catalogue = Catalogue(
        vocabulary=words.vocabulary,
        measures=tuple(sorted(measures, key=lambda measure: (measure.number, measure.id))),
        pages=tuple(page for page in pages if page is not None),
    )
    return Content(catalogue=catalogue, documents=documents)


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
    document = examine_yaml(path, path.as_posix(), lambda data: count_mistakes(data, model, {}))
    checked = check_document(document, model, {})
    problems = [*checked.problems, *vocabulary_problems(checked.document)]
    if problems or checked.value is None:
        raise ContentError(at_most(problems))
    return checked.value


def load_measure(path: Path, vocabulary: Vocabulary) -> Measure:
    """One measure's file; raise ContentError with every problem in it."""
    document, front, problems = _read_measure(path, _Words.of(vocabulary))
    if front is None or problems:
        raise ContentError(problems)
    return _measure(front, path.stem, vocabulary, document)


def _read_measure(path: Path, words: _Words) -> tuple[Document, FrontMatter | None, list[Problem]]:
    """A file, what of it validates, and its problems; raise ContentError where it can't be read."""
    document = examine_document(
        path, path.as_posix(), lambda data: count_mistakes(data, FrontMatter, words.names)
    )
    checked = check_document(document, FrontMatter, words.names)
    problems = [*checked.problems, *measure_problems(checked.document, words.edition)]
    return checked.document, checked.value, at_most(problems)


def _load_measures(
    folder: Path, words: _Words, problems: _Problems
) -> tuple[list[Measure], dict[str, Document]]:
    measures: list[Measure] = []
    documents: dict[str, Document] = {}
    for path, is_named_well in measure_files(folder):
        if (read := problems.gather(_read_measure, path, words)) is None:
            continue
        document, front, found = read
        problems.found.extend(found)
        # What is in a file with a wrong name is checked too, but not compared with other files.
        if is_named_well:
            documents[path.stem] = document
        if front is not None and words.vocabulary is not None:
            measures.append(_measure(front, path.stem, words.vocabulary, document))
    problems.found.extend(problems_between(documents))
    return measures, documents


def _measure(
    front: FrontMatter, measure_id: str, vocabulary: Vocabulary, document: Document
) -> Measure:
    return Measure.model_construct(
        **{name: getattr(front, name) for name in FrontMatter.model_fields},
        id=measure_id,
        category=vocabulary.category_of(front.subcategory),
        body=document.body,
    )


def load_page(path: Path) -> TextPage:
    """One page of prose; raise ContentError with every problem in it."""
    document = examine_document(
        path, path.as_posix(), lambda data: count_mistakes(data, TextPageFrontMatter, {})
    )
    checked = check_document(document, TextPageFrontMatter, {})
    problems = [*checked.problems, *prose_problems(document)]
    if problems or (front := checked.value) is None:
        raise ContentError(at_most(problems))
    return TextPage(id=path.stem, title=front.title, summary=front.summary, body=document.body)


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
