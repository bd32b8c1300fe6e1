"""The file corpus.yml in; words, sentences and dice to mix them with, out."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml

T = TypeVar("T")


class Dice:
    """Chances that are the same on every machine and version of Python."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random("-".join(map(str, seed)))

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def one(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items, in the order drawn."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def often(self, percent: int) -> bool:
        return self.below(100) < percent


MIX = yaml.safe_load(Path(__file__).with_name("corpus.yml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {name: text.split() for name, text in MIX["words"].items()}
SENTENCES: dict[str, list[str]] = {
    name: text.strip().split("\n") for name, text in MIX["sentences"].items()
}
SECTORS: list[list[str]] = [sector.split(":") for sector in MIX["sectors"].split()]
TOPICS: list[list[str]] = [
    [subcategory, *topic.split(":")]
    for subcategory, topics in MIX["topics"].items()
    for topic in topics.split()
]
TITLES = len(WORDS["region"]) * len(SECTORS) * len(TOPICS) * len(WORDS["form"])
"""How many different titles there are."""
