"""Two versions of a list, or of a text, in; what was kept, added, removed, reworded, out. Pure."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

EXCERPT = 60
"""Characters of a text that a change quotes at most."""
_CONTEXT = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing(Generic[Item]):
    """`kept` are (before, after) pairs in the later order; the others stand on one side only."""

    kept: tuple[tuple[Item, Item], ...]
    removed: tuple[Item, ...]
    added: tuple[Item, ...]


def pair(
    before: Sequence[Item], after: Sequence[Item], *keys: Callable[[Item], Hashable]
) -> Pairing[Item]:
    """Find the items that are the same thing: those equal first, then those with equal keys.

    `keys` go from the surest to the weakest; each item is paired once.
    """
    partner: dict[int, int] = {}
    for same in (lambda item: item, *keys):
        for new, item in enumerate(after):
            if new in partner:
                continue
            taken = set(partner.values())
            old = next(
                (
                    index
                    for index, candidate in enumerate(before)
                    if index not in taken and same(candidate) == same(item)
                ),
                None,
            )
            if old is not None:
                partner[new] = old
    taken = set(partner.values())
    return Pairing(
        kept=tuple((before[partner[new]], after[new]) for new in sorted(partner)),
        removed=tuple(item for index, item in enumerate(before) if index not in taken),
        added=tuple(item for index, item in enumerate(after) if index not in partner),
    )


def reworded(label: str, before: str | None, after: str | None) -> Iterator[str]:
    """`一句話說明由「…」改為「…」`, or nothing where the texts are equal."""
    if before == after:
        return
    if before is None:
        yield f"{label}新增「{excerpt(after or '')}」"
    elif after is None:
        yield f"{label}刪除「{excerpt(before)}」"
    else:
        old, new = differing(before, after)
        yield f"{label}由「{old}」改為「{new}」"


def listed(label: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """`相關網站新增「…」`, one sentence an item; an item in the place of another is reworded."""
    pairing = pair(before, after)
    if len(pairing.removed) == len(pairing.added):
        for old, new in zip(pairing.removed, pairing.added, strict=True):
            yield from reworded(label, old, new)
        return
    for text in pairing.removed:
        yield from reworded(label, text, None)
    for text in pairing.added:
        yield from reworded(label, None, text)


def excerpt(text: str) -> str:
    """The text on one line, cut after 60 characters."""
    line = text.replace("\n", " ")
    return line if len(line) <= EXCERPT else line[:EXCERPT] + "…"


def differing(before: str, after: str) -> tuple[str, str]:
    """Both texts; of long ones the parts that differ, with a few characters around them."""
    if max(len(before), len(after)) <= EXCERPT:
        return excerpt(before), excerpt(after)
    start = _shared(before, after)
    rest = _shared(before[start:][::-1], after[start:][::-1])
    return _window(before, start, rest), _window(after, start, rest)


def _shared(first: str, second: str) -> int:
    """With how many equal characters two texts begin."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(first), len(second)))


def _window(text: str, start: int, rest: int) -> str:
    first, last = max(0, start - _CONTEXT), min(len(text), len(text) - rest + _CONTEXT)
    return (
        ("…" if first else "") + excerpt(text[first:last]) + ("…" if last < len(text) else "")
    ).replace("……", "…")
