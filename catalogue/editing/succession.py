"""Two catalogues in; which measure of the new one each old measure has become, out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.model import Catalogue, Measure


@dataclass(frozen=True, kw_only=True, slots=True)
class Succession:
    """`before` has, by the id it has now, what each kept or renamed measure was.

    `removed` are those that have become nothing of their own, each with the measure that its
    address now leads to, if any.
    """

    before: Mapping[str, Measure]
    removed: tuple[tuple[Measure, Measure | None], ...]


def follow(before: Catalogue, after: Catalogue) -> Succession:
    """A measure keeps its id, or is renamed: by an alias of the new file, or with its title.

    Of several that have become one file, it is the one whose title the file has.
    """
    old = {measure.id: measure for measure in before.measures}
    new = {measure.id: measure for measure in after.measures}
    became = {measure_id: old[measure_id] for measure_id in old.keys() & new.keys()}
    removed: list[tuple[Measure, Measure | None]] = []
    titles = {measure.title for measure in after.measures}
    gone = [measure for measure in before.measures if measure.id not in new]
    for measure in sorted(gone, key=lambda measure: measure.title not in titles):
        heir = next((m for m in after.measures if measure.id in m.aliases), None)
        same = next((m for m in after.measures if m.title == measure.title), None)
        successor = heir or same
        if successor is not None and successor.id not in became:
            became[successor.id] = measure
        else:
            removed.append((measure, heir))
    return Succession(before=became, removed=tuple(removed))
