"""What a YAML text says, and the place in the file of every key and value. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalogue.problems import Problem

Key = str | int
KeyPath = tuple[Key, ...]
"""Where a value stands: `("services", 0, "windows", 1, "closes")`."""
Place = tuple[int, int]
"""Line and column, from 1."""
Span = tuple[int, int, int, int]
"""From line and column, to line and column (the character after the last)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """What a YAML text says, and where.

    `keys` has the place of every key and list item, `spans` of every value; `empty` are the keys
    without value (None in `data`), `traps` what other programs would take a text for.
    `settled` are paths of which nothing more needs to be said.
    """

    data: Mapping[str, object]
    keys: Mapping[KeyPath, Place]
    spans: Mapping[KeyPath, Span]
    empty: tuple[KeyPath, ...]
    traps: Mapping[KeyPath, str]
    settled: frozenset[KeyPath]
    problems: tuple[Problem, ...]

    def renamed(self, old: KeyPath, new: KeyPath, place: Place, shift: int) -> "Tree":
        """The same with the path `new` for `old`; what is right of `place` moves by `shift`."""

        def path(keys: KeyPath) -> KeyPath:
            return (*new, *keys[len(old) :]) if keys[: len(old)] == old else keys

        def moved(line: int, column: int) -> Place:
            return (line, column + shift if line == place[0] and column > place[1] else column)

        return replace(
            self,
            data=_renamed(self.data, old, new[-1]),
            keys={path(keys): moved(*at) for keys, at in self.keys.items()},
            spans={
                path(keys): (*moved(*span[:2]), *moved(*span[2:]))
                for keys, span in self.spans.items()
            },
            empty=tuple(map(path, self.empty)),
            traps={path(keys): reading for keys, reading in self.traps.items()},
            settled=frozenset(map(path, self.settled)),
        )


def _renamed(data: object, old: KeyPath, new: Key) -> Any:
    """Plain values with the key at the path `old` called `new`."""
    if isinstance(data, tuple):
        index = int(old[0])
        return (*data[:index], _renamed(data[index], old[1:], new), *data[index + 1 :])
    assert isinstance(data, Mapping)
    if len(old) == 1:
        return {new if key == old[0] else key: value for key, value in data.items()}
    return {
        key: _renamed(value, old[1:], new) if key == old[0] else value
        for key, value in data.items()
    }
