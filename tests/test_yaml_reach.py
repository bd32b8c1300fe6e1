"""A mended line is tried in a few lines, and gets as far as it does in the whole text."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
import yaml

from catalogue import yaml_reach
from catalogue.yaml_errors import END, error_line
from catalogue.yaml_reach import gives_up, reach_of, reached_with
from tests.sample import CONTENT

TEXT = """\
title: x
groups:
- a
- b: 1
  c:
  - d
  -
    e: f
- - g
  - - h
    - i: j
- {a: b, c: [d,
   e], f: g}
text: |-
  some: text
   - more "quote
  [ br

plain: many
  lines
? complex
: value
?
  alone
: value
?
- list
: value
? - list
  - key: x
: - v
&anchor k: &b
  x: 1
  y:
    - c
    - !!str z
tagged: !t
- a
- b:
  - c
  - d
wrapped: "several
  lines, all
  of it"
deep:
   odd:
      - a
      -   b: c
          d: e
      # comment
empty:
  more:
    -
    - "q": 1
      'r': [a, b]
list:
  - name: one
    notes: |
      - a
    windows:
    - kind: x
    - kind: y
short: !e!x y
quoted: "many
  lines: x
  - y"
"""
ODD = TEXT.split("\n")
"""YAML in most of the ways in which it can be written."""
ABOVE = ([], ["---"], ["%TAG !e! tag:x,2000:", "---"], ["# c"], ["- a", "- b", "---"])
SIGNS = (
    *("- ", "-", " ", "    ", ": ", ":", '"', "'", "[", "]", "{", "}", "#", "|", ">", "&a ", "*a"),
    *("!e!x ", "? ", "---", "...", "%", "@", ",", "x: ", "- - "),
)


def changed(line: str, chance: random.Random) -> str:
    at = chance.randrange(len(line) + 1)
    match chance.randrange(5):
        case 0:
            return line[:at] + chance.choice(SIGNS) + line[at:]
        case 1:
            return " " * chance.randrange(9) + line.lstrip()
        case 2:
            return f"#{line}"
        case 3:
            return line[:at] + line[at + chance.randrange(1, 5) :]
        case _:
            return chance.choice(ODD)


def with_line(lines: Sequence[str], index: int, line: str) -> list[str]:
    return [*lines[:index], line, *lines[index + 1 :]]


@pytest.mark.parametrize("seed", range(4))
def test_a_trial_tells_what_the_whole_text_would(seed: int) -> None:
    chance = random.Random(seed)
    texts = [path.read_text().split("\n") for path in sorted(CONTENT.glob("*.yml"))]
    found: Counter[str] = Counter()
    for _ in range(100):
        lines = [*chance.choice(ABOVE), *ODD[chance.randrange(20) :]]
        lines = lines if chance.random() < 0.8 else chance.choice(texts)
        for _ in range(chance.randrange(3)):
            spot = chance.randrange(len(lines))
            lines = with_line(lines, spot, changed(lines[spot], chance))
        known = reach_of(lines)
        for _ in range(8):
            index = chance.randrange(min(known.reached + 1, len(lines)))
            mended = with_line(lines, index, changed(lines[index], chance))
            part = mended[: chance.randrange(1, len(mended) + 1)]
            any_index = chance.randrange(len(lines))
            other = with_line(lines, any_index, changed(lines[any_index], chance))

            told = reached_with(known, mended, index)
            told_of_part = gives_up(known, part, index)
            told_of_above = reached_with(reach_of(lines[:any_index]), other, any_index)

            assert told == reach_of(mended).reached, "\n".join(mended)
            assert told_of_part == error_line(reach_of(part).error), "\n".join(part)
            assert told_of_above == reach_of(other).reached, "\n".join(other)
            found["through" if told == END else "further" if told > known.reached else "no"] += 1
    assert min(found.values()) > 20, found


def test_lines_may_hold_what_ends_a_line_for_the_parser() -> None:
    assert reach_of(["title: a\u2028summary: b"]).reached == END


def test_a_trial_reads_no_more_of_a_long_file_than_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[yaml.Event] = []

    class Counting(yaml.CSafeLoader):
        def get_event(self) -> yaml.Event | None:
            event = super().get_event()
            if event is not None:
                read.append(event)
            return event

    entries = [f"  - id: a{number}\n    name: 機關 {number}" for number in range(300)]
    lines = "\n".join(("agencies:", *entries, "  - id: [")).split("\n")
    known = reach_of(lines)
    monkeypatch.setattr(yaml_reach, "_LOADER", Counting)

    far = reached_with(known, with_line(lines, 301, "  - ab: a150"), 301)
    near = reached_with(known, with_line(lines, 601, "  - id: x"), 601)

    assert (known.reached, far, near) == (602, 602, END)
    assert len(read) == 34  # of the 1,800 that a whole reading finds
