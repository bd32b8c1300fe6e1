"""The controlled words of the catalogue: agencies, categories, kinds of service, the edition.

Values only, in the order readers see them; `validation` fills them from `content/*.yml`. Editors
write the Chinese name, addresses use the id.
"""

from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from catalogue.values import (
    DoorNumber,
    Email,
    Id,
    Line,
    Person,
    Phone,
    RocYear,
    Value,
    WebAddress,
)


class Agency(Value):
    """A 主辦機關; `short` are the names people use for it in speech (工業局)."""

    id: Id
    name: Line
    short: tuple[Line, ...] = ()


class Subcategory(Value):
    """One of the handbook's lettered headings."""

    id: Id
    name: Line


class Category(Value):
    """One of the handbook's five parts; `summary` says in everyday words what is in it."""

    id: Id
    name: Line
    summary: Line
    subcategories: tuple[Subcategory, ...]


class ServiceType(Value):
    """A kind of help (提供服務項目); `summary` explains it in everyday words."""

    id: Id
    name: Line
    summary: Line


class Address(Value):
    """Where the corps sits, part by part, so that a map can be drawn of it."""

    city: Line
    district: Line
    road: Line
    number: DoorNumber
    floor: Line | None = None
    building: Line | None = None

    @property
    def is_odd(self) -> bool:
        """Whether it is on the side of the road with the odd numbers (41-3: that of 41)."""
        return int(self.number.split("-")[0]) % 2 == 1

    def __str__(self) -> str:
        """`臺北市大安區信義路三段 41-3 號 1 樓`."""
        floor = f" {self.floor}" if self.floor else ""
        return f"{self.city}{self.district}{self.road} {self.number} 號{floor}"


class Site(Value):
    """What is true of the whole catalogue: its title, edition (ROC year), who answers for it.

    `people` answer the corps' telephone, the first of them on every page; `advisers` are its
    專責顧問人員.
    """

    title: Line
    tagline: Line
    edition: RocYear
    source: Line
    organisation: Line
    email: Email
    people: Annotated[tuple[Person, ...], Field(min_length=1)]
    advisers: tuple[Person, ...] = ()
    fax: Phone | None = None
    website: WebAddress | None = None
    address: Address


class Meaning(Value):
    """Words that readers type, and the words of the content that are meant."""

    words: tuple[Line, ...]
    means: tuple[Line, ...]


class Synonyms(Value):
    """How search understands readers: see `content/synonyms.yml`.

    `groups` work both ways; `everyday` and `abbreviations` only from what readers type to what
    is written, and in them `…` stands for a few characters (找…人). `ignored` are words that
    say nothing in a question; `subjects` whom or what it is about, which counts little beside
    what happens to them.
    """

    groups: tuple[tuple[Line, ...], ...]
    everyday: tuple[Meaning, ...]
    abbreviations: tuple[Meaning, ...]
    ignored: tuple[Line, ...]
    subjects: tuple[Line, ...]


class Agencies(Value):
    """The file `content/agencies.yml`."""

    agencies: tuple[Agency, ...]


class Categories(Value):
    """The file `content/categories.yml`."""

    categories: tuple[Category, ...]


class ServiceTypes(Value):
    """The file `content/services.yml`."""

    service_types: tuple[ServiceType, ...]


class SiteFile(Value):
    """The file `content/site.yml`."""

    site: Site


class SynonymsFile(Value):
    """The file `content/synonyms.yml`."""

    synonyms: Synonyms


class Vocabulary(Value):
    """Every controlled word, each in the handbook's order."""

    agencies: tuple[Agency, ...]
    categories: tuple[Category, ...]
    service_types: tuple[ServiceType, ...]
    site: Site
    synonyms: Synonyms

    @property
    def subcategories(self) -> tuple[Subcategory, ...]:
        return tuple(sub for category in self.categories for sub in category.subcategories)

    def category_of(self, subcategory: Subcategory) -> Category:
        return next(
            category
            for category in self.categories
            if any(subcategory.id == other.id for other in category.subcategories)
        )


class Named(Protocol):
    """A vocabulary entry that editors refer to by name."""

    @property
    def name(self) -> str: ...


Entry = TypeVar("Entry", bound=Named)


def by_name(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by the name editors write."""
    return {entry.name: entry for entry in entries}
