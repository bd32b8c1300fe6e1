"""Content files in; a Catalogue, or every problem in it, out.

The only boundary between what editors write and the values of `model`: no raw mapping passes it.
All problems of all files are gathered before any is reported.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from catalogue import urls
from catalogue.explanation import explain, key_path
from catalogue.model import (
    Catalogue,
    FrontMatter,
    Measure,
    TextPage,
    TextPageFrontMatter,
    name_index,
)
from catalogue.problems import ContentError, Problem
from catalogue.reading import Document, KeyPath, read_document, read_yaml
from catalogue.rules import measure_problems, problems_between, prose_problems
from catalogue.values import ID_PATTERN, Value
from catalogue.vocabulary import (
    Agencies,
    Categories,
    ServiceTypes,
    SiteFile,
    SynonymsFile,
    Vocabulary,
)

Model = TypeVar("Model", bound=Value)
Read = TypeVar("Read")
Arguments = ParamSpec("Arguments")

RESERVED_IDS = frozenset(
    {"index", "con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that the site or a file system (Windows) uses itself."""


class _Problems:
    """Collects problems, so that one bad file does not hide the next."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

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

    def stop_if_any(self) -> None:
        if self.found:
            raise ContentError(self.found)


def load_catalogue(content: Path) -> Catalogue:
    """Read and validate all content under `content`.

    Raise ContentError with every problem of every file. Vocabularies come first: without them
    no reference in a measure can be judged.
    """
    vocabulary = load_vocabulary(content)
    problems = _Problems()
    measures = _load_measures(content / "measures", vocabulary, problems)
    pages = [problems.gather(_load_page, path) for path in sorted(content.glob("pages/*.md"))]
    problems.stop_if_any()
    return Catalogue(
        vocabulary=vocabulary,
        measures=tuple(sorted(measures, key=lambda measure: (measure.number, measure.id))),
        pages=tuple(page for page in pages if page is not None),
    )


def load_vocabulary(content: Path) -> Vocabulary:
    """The controlled words of `content/*.yml`; raise ContentError."""
    problems = _Problems()
    agencies = problems.gather(_load_yaml, content / "agencies.yml", Agencies)
    categories = problems.gather(_load_yaml, content / "categories.yml", Categories)
    service_types = problems.gather(_load_yaml, content / "services.yml", ServiceTypes)
    site = problems.gather(_load_yaml, content / "site.yml", SiteFile)
    synonyms = problems.gather(_load_yaml, content / "synonyms.yml", SynonymsFile)
    if not (agencies and categories and service_types and site and synonyms):
        raise ContentError(problems.found)
    return Vocabulary(
        agencies=agencies.agencies,
        categories=categories.categories,
        service_types=service_types.service_types,
        site=site.site,
        synonyms=synonyms.synonyms,
    )


def _load_yaml(path: Path, model: type[Model]) -> Model:
    return _validate(read_yaml(path, path.as_posix()), model, further=_repeated_ids)


def _repeated_ids(document: Document, _value: Value | None) -> Iterator[Problem]:
    """Two entries with one id, or one name: pages with one address, or nobody knows which is meant.

    The lists of a vocabulary and, in them, those of subcategories: each is a scope of its own.
    """
    return _repeated(document, document.data, ())


def _repeated(document: Document, data: object, keys: KeyPath) -> Iterator[Problem]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _repeated(document, value, (*keys, key))
    elif isinstance(data, tuple):
        seen: set[tuple[str, object]] = set()
        for index, entry in enumerate(data):
            yield from _repeated(document, entry, (*keys, index))
            for key in ("id", "name"):
                value = entry.get(key) if isinstance(entry, Mapping) else None
                if isinstance(value, str) and (key, value) in seen:
                    message = f"「{value}」重複，前面已經用過，請改成沒有用過的"
                    yield document.problem((*keys, index, key), message)
                seen.add((key, str(value)))


def _load_measures(folder: Path, vocabulary: Vocabulary, problems: _Problems) -> list[Measure]:
    context = name_index(vocabulary)
    loaded = [
        found
        for path in problems.gather(_measure_files, folder) or ()
        if (found := problems.gather(_load_measure, path, vocabulary, context)) is not None
    ]
    problems.found.extend(problems_between(loaded))
    # A wrong name hides nothing of what is in the files with right ones.
    problems.found.extend(_misnamed_files(folder))
    return [measure for _, measure in loaded]


def _measure_files(folder: Path) -> list[Path]:
    return [path for path in _listing(folder) if _is_measure_file(path)]


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        message = f"讀不到措施資料夾：{error.strerror}"
        problem = Problem(path=folder.as_posix(), line=1, column=1, message=message)
        raise ContentError([problem]) from None


def _is_measure_file(path: Path) -> bool:
    return path.suffix == ".md" and _is_id(path.stem)


def _is_id(name: str) -> bool:
    name_is_right = re.fullmatch(ID_PATTERN, name) is not None and len(name) <= 60
    return name_is_right and name not in RESERVED_IDS


def _misnamed_files(folder: Path) -> Iterator[Problem]:
    if not folder.is_dir():
        return
    for path in _listing(folder):
        if not _is_measure_file(path):
            message = (
                f"檔名「{path.name}」不對：檔名就是網址，只能用小寫英文、數字和減號，"
                "結尾是 .md，例如 green-growth.md"
            )
            yield Problem(path=path.as_posix(), line=1, column=1, message=message)


def _load_measure(
    path: Path, vocabulary: Vocabulary, context: Mapping[str, object]
) -> tuple[Document, Measure]:
    document = read_document(path, path.as_posix())
    front = _validate(document, FrontMatter, context, measure_problems)
    if reserved := [n for n, alias in enumerate(front.aliases) if alias in RESERVED_IDS]:
        message = "這個代碼是系統保留的，不能當網址"
        raise ContentError(document.problem(("aliases", n), message) for n in reserved)
    measure = Measure.model_construct(
        **{name: getattr(front, name) for name in FrontMatter.model_fields},
        id=path.stem,
        category=vocabulary.category_of(front.subcategory),
        body=document.body,
    )
    return document, measure


def _load_page(path: Path) -> TextPage:
    if not _is_id(path.stem) or path.stem in urls.FOLDERS:
        message = (
            f"檔名「{path.name}」不對：檔名就是網址，只能用小寫英文、數字和減號，"
            f"也不能用網站自己的網址：{'、'.join(sorted(urls.FOLDERS))}"
        )
        raise ContentError([Problem(path=path.as_posix(), line=1, column=1, message=message)])
    document = read_document(path, path.as_posix())
    front = _validate(document, TextPageFrontMatter, further=_page_problems)
    return TextPage(id=path.stem, title=front.title, summary=front.summary, body=document.body)


def _page_problems(document: Document, _front: TextPageFrontMatter | None) -> Iterator[Problem]:
    return prose_problems(document)


def _validate(
    document: Document,
    model: type[Model],
    context: Mapping[str, object] | None = None,
    further: Callable[[Document, Model | None], Iterator[Problem]] | None = None,
) -> Model:
    """The document's front matter as `model`; raise ContentError with all problems in it.

    `further` adds checks that the types cannot say; it gets None where the types already failed.
    """
    problems = list(_empty_values(document.data, (), document))
    value: Model | None = None
    try:
        value = model.model_validate(_without_empty(document.data), context=dict(context or {}))
    except ValidationError as error:
        empty = {(problem.line, problem.column) for problem in problems}
        for details in error.errors(include_url=False):
            problem = document.problem(key_path(details["loc"]), explain(details, model))
            if details["type"] == "too_short" and details["input"]:
                continue  # the list is short only because its faulty items were left out
            is_echo = details["type"] == "missing" and key_path(details["loc"]) in document.places
            if not is_echo or (problem.line, problem.column) not in empty:
                problems.append(problem)
    if further is not None:
        problems.extend(further(document, value))
    if problems or value is None:
        raise ContentError(problems)
    return value


def _empty_values(data: object, keys: KeyPath, document: Document) -> Iterator[Problem]:
    if data is None:
        yield document.problem(
            keys, f"欄位「{keys[-1] if keys else ''}」是空的，請填內容，或把整行刪掉"
        )
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _empty_values(value, (*keys, key), document)
    elif isinstance(data, tuple):
        for index, value in enumerate(data):
            yield from _empty_values(value, (*keys, index), document)


def _without_empty(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _without_empty(value) for key, value in data.items() if value is not None}
    if isinstance(data, tuple):
        return tuple(_without_empty(value) for value in data if value is not None)
    return data
