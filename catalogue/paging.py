"""A long list in; the pages it is shown on, out. Pure.

No page grows with the catalogue: a list longer than PER_PAGE is shown on several pages, and a page
of several lists shows the beginning of each, with a link to the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from catalogue import urls

PER_PAGE = 100
"""Measures that a page lists at most, in all its lists together."""
ROWS_PER_PAGE = 250
"""The same of a large site, whose lists have a line or two a measure."""
BEGINNING = 12
"""Measures shown of each list where all lists of a page together are too long for it."""
AROUND = 2
"""Pages before and after the present one that the pager links to, besides the first and last."""

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet(Generic[Item]):
    """One page of a list: `number` of `count`, from 1."""

    items: tuple[Item, ...]
    base: str
    number: int
    count: int

    @property
    def address(self) -> str:
        return urls.sheet(self.base, self.number)

    @property
    def of_all(self) -> str:
        """Which page this is, for a title; empty where it is the only one."""
        return f"（第 {self.number} 頁，共 {self.count} 頁）" if self.count > 1 else ""

    @property
    def links(self) -> tuple[tuple[int, str], ...]:
        """Number and address of the pages to link to: the first, the last, and those around."""
        numbers = {1, self.count, *range(self.number - AROUND, self.number + AROUND + 1)}
        return tuple(
            (number, urls.sheet(self.base, number))
            for number in sorted(numbers)
            if 1 <= number <= self.count
        )


def sheets(base: str, items: Sequence[Item], is_large: bool = False) -> Iterator[Sheet[Item]]:
    """The pages of a list whose first page is at `base`; one page where there is nothing."""
    size = ROWS_PER_PAGE if is_large else PER_PAGE
    count = max(1, -(-len(items) // size))
    for index in range(count):
        yield Sheet(
            items=tuple(items[index * size : (index + 1) * size]),
            base=base,
            number=index + 1,
            count=count,
        )


def shown_of_each(total: int) -> int:
    """How many of each list a page of several lists shows; `total` is of all lists together."""
    return total if total <= PER_PAGE else BEGINNING
