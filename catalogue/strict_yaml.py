"""YAML text in; plain values with the place of each, and every recoverable fault, out.

Core scalars of YAML 1.2 only (so `no` stays a text), no aliases, anchors or tags (an alias bomb
has nothing to grow from), duplicate keys are errors. A text that other programs would take for
something else (`no`, `012`, `12:30`; YAML 1.1 is what most of them read) is a trap: `validation`
asks for quotes. Dates stay texts for `dates`.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from catalogue.problems import Problem
from catalogue.texts import HIDDEN
from catalogue.yaml_doubts import Doubts
from catalogue.yaml_scalars import other_reading, plain_value
from catalogue.yaml_tree import KeyPath, Place, Span, Tree

MAX_DEPTH = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# `{opens:105-01-26}` and `{opens：105-01-26}`: a key that has swallowed its value.
_GLUED = re.compile(r"([A-Za-z_]+)\s*([:：﹕])\s*(.+)", re.DOTALL)


def compose(text: str, name: str, first_line: int, lines: list[str]) -> Tree:
    """Read one YAML mapping that starts at `first_line` of the file `name`.

    `lines` are those of the whole file. Raise yaml.YAMLError where it does not parse,
    FatalError where it parses but is no mapping or too deep.
    """
    return _Composer(text, name, first_line, lines).tree()


class FatalError(Exception):
    """YAML of which nothing can be used; carries the one problem to tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Composer:
    """Builds plain values from YAML events, recording where each stood."""

    def __init__(self, text: str, name: str, first_line: int, lines: list[str]) -> None:
        self._offset = first_line
        self._last_line = len(lines)
        self._has_comment = " #" in text
        self._loader = _LOADER(text)
        self._keys: dict[KeyPath, Place] = {}
        self._spans: dict[KeyPath, Span] = {}
        self._empty: list[KeyPath] = []
        self._traps: dict[KeyPath, str] = {}
        self._doubts = Doubts(name, lines)

    def tree(self) -> Tree:
        try:
            data = self._document()
        finally:
            self._loader.dispose()
        return Tree(
            data=data,
            keys=self._keys,
            spans=self._spans,
            empty=tuple(self._empty),
            traps=self._traps,
            settled=frozenset(self._doubts.settled),
            problems=tuple(self._doubts.problems),
        )

    def _document(self) -> Mapping[str, object]:
        value: object = None
        while self._loader.check_event():
            event = self._loader.get_event()
            if isinstance(event, yaml.NodeEvent):
                value = self._value(event, ())
            elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
                raise self._fatal(event, "yaml-syntax", "多了一行 ...（三個點），請刪掉。")
        if isinstance(value, dict):
            return value
        problem = self._doubts.problem(
            (min(self._offset, self._last_line), 1),
            "yaml-not-fields",
            "這裡要一行一個欄位，寫成「欄位: 內容」，找到的不是欄位。",
        )
        raise FatalError(problem)

    def _fatal(self, event: yaml.Event, code: str, message: str) -> FatalError:
        return FatalError(self._doubts.problem(self._start(event), code, message))

    def _start(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        return (mark.line + self._offset, mark.column + 1)

    def _span(self, event: yaml.Event) -> Span:
        mark = event.end_mark
        assert mark is not None
        return (*self._start(event), mark.line + self._offset, mark.column + 1)

    def _value(self, event: Any, keys: KeyPath) -> object:
        span = self._spans[keys] = self._span(event)
        if keys not in self._keys:
            self._keys[keys] = span[:2]
        if len(keys) > MAX_DEPTH:
            raise self._fatal(event, "yaml-depth", f"層次太深，最多 {MAX_DEPTH} 層。")
        if isinstance(event, yaml.AliasEvent):
            return self._doubts.alias(keys, span, str(event.anchor))
        if event.anchor is not None or event.tag is not None:
            is_text = isinstance(event, yaml.ScalarEvent)
            self._doubts.anchor_or_tag(
                keys, span, is_anchor=event.anchor is not None, is_text=is_text
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, keys, span)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(keys, span)
        return self._mapping(keys, span)

    def _scalar(self, event: yaml.ScalarEvent, keys: KeyPath, span: Span) -> object:
        text: str = event.value
        if event.style:
            if event.style == '"' and (hidden := HIDDEN.search(text)):
                self._doubts.hidden(keys, span, hidden[0])
            return text.rstrip("\n") if event.style in "|>" else text
        if self._has_comment and (whole := self._doubts.comment(keys, span)):
            written, self._spans[keys] = whole
            return written
        value = plain_value(text)
        if value is None and keys not in self._doubts.settled:
            self._empty.append(keys)
        elif value is text and (reading := other_reading(text)):
            self._traps[keys] = reading
        return value

    def _close(self, event: yaml.Event, keys: KeyPath, span: Span) -> None:
        """Note where a collection ends."""
        self._spans[keys] = (*span[:2], *self._span(event)[2:])

    def _sequence(self, keys: KeyPath, span: Span) -> tuple[object, ...]:
        items: list[object] = []
        loader = self._loader
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*keys, len(items))))
        self._close(event, keys, span)
        return tuple(items)

    def _mapping(self, keys: KeyPath, span: Span) -> object:
        mapping: dict[str, object] = {}
        is_item = bool(keys) and isinstance(keys[-1], int)
        told_duplicate = False
        loader = self._loader
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                return self._no_mapping(event, keys, span)
            key: str = event.value
            if hidden := HIDDEN.search(key):
                self._doubts.hidden((*keys, key), self._span(event), hidden[0])
            path = (*keys, key)
            if path in self._keys:
                # Of a list's item the first only: what follows is an item without its dash.
                if not (told_duplicate and is_item):
                    self._doubts.duplicate(path, self._start(event), self._keys[path][0])
                told_duplicate = True
                self._read_over()
                continue
            self._keys[path] = self._start(event)
            value = self._value(loader.get_event(), path)
            if value is None and (glued := self._glued(event, path)):
                key, value = glued
            mapping[key] = value
        self._close(event, keys, span)
        return mapping

    def _no_mapping(self, event: Any, keys: KeyPath, span: Span) -> str:
        """Tell of braces with something else than a field in them, such as `{{ name }}`."""
        if not keys:
            raise self._fatal(event, "yaml-not-fields", "這裡要一行一個欄位，寫成「欄位: 內容」。")
        depth = 1 + isinstance(event, yaml.CollectionStartEvent)
        while depth:
            event = self._loader.get_event()
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
        self._close(event, keys, span)
        return self._doubts.braces(keys, self._spans[keys])

    def _read_over(self) -> None:
        """Read one value without keeping it."""
        depth = 0
        while True:
            inner: object = self._loader.get_event()
            depth += isinstance(inner, yaml.CollectionStartEvent)
            depth -= isinstance(inner, yaml.CollectionEndEvent)
            if depth == 0:
                return

    def _glued(self, event: yaml.ScalarEvent, path: KeyPath) -> tuple[str, object] | None:
        """A key and value written without the blank that parts them, inside `{ }`."""
        match = _GLUED.fullmatch(event.value)
        if match is None or path not in self._empty:
            return None
        key, colon, written = match.groups()
        span, new_path = self._span(event), (*path[:-1], key)
        self._doubts.glued(new_path, span, colon, written)
        self._empty.remove(path)
        self._keys[new_path] = span[:2]
        self._spans[new_path] = span
        return key, written
