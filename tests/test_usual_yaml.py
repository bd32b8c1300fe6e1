"""The quick way of reading a measure: it reads what the careful way reads, or leaves it to it.

Files as they are, with every slip of `tests/mistakes`, and with changes of any kind.
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from catalogue import validation
from catalogue.fences import split_front_matter, split_usual
from catalogue.folders import VOCABULARIES
from catalogue.model import Measure
from catalogue.problems import ContentError
from catalogue.strict_yaml import compose
from catalogue.texts import HARMLESS, HIDDEN
from catalogue.usual_yaml import read_usual
from catalogue.validation import load_vocabulary, measure_reader
from tests.mistakes.slips import KINDS
from tests.sample import CONTENT, MEASURE
from tests.trust.test_fuzz import mutate

VOCABULARY = load_vocabulary(CONTENT)
FILES = tuple(sorted((CONTENT / "measures").glob("*.md")))


def is_read_alike(text: str) -> bool:
    """Whether the quick way reads a text; if so, it splits and reads it as the careful way."""
    split = None if HIDDEN.search(text) else split_usual(text)
    data = read_usual(split[0]) if split else None
    if split is None or data is None:
        return False
    whole = split_front_matter(text, "m.md")
    assert (whole.front, whole.body, whole.problems, whole.complete) == (*split, [], True), text
    tree = compose(whole.front, "m.md", whole.front_line, text.split("\n"))
    assert repr(data) == repr(tree.data), text
    assert (tree.problems, tree.empty, tree.traps) == ((), (), {}), text
    return True


def test_the_real_files_are_read_the_quick_way() -> None:
    assert [path.stem for path in FILES if not is_read_alike(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_vocabularies_are_read_the_quick_way(name: str) -> None:
    text = (CONTENT / name).read_text("utf-8")
    data = read_usual(text)
    assert data == compose(text, name, 1, text.split("\n")).data
    assert data


def test_every_kind_of_slip_is_read_alike_or_left_to_the_careful_way() -> None:
    found: Counter[bool] = Counter()
    for path in FILES:
        lines = path.read_text("utf-8").split("\n")
        for kind in KINDS:
            found.update(is_read_alike(slip.text) for slip in list(kind.spots(lines))[::5])
    assert min(found.values()) > 1000


def test_no_harmless_character_is_a_hidden_one() -> None:
    harmless = [c for c in map(chr, range(0x110000)) if HARMLESS.fullmatch(c)]
    assert len(harmless) == 28_792
    assert [c for c in harmless if HIDDEN.search(c * 5)] == []


def outcome(path: Path) -> Measure | list[str]:
    """The measure of a file, or its problems."""
    try:
        return measure_reader(VOCABULARY)(path)
    except ContentError as error:
        return list(map(str, error.problems))


def test_both_ways_make_the_same_measures_and_refuse_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20160301)
    texts = [path.read_bytes() for path in FILES]
    for name in range(400):
        text = mutate(chance.choice(texts), chance)
        (tmp_path / f"m{name}.md").write_bytes(text)
    paths = [*FILES, *sorted(tmp_path.glob("*.md"))]
    quick = list(map(outcome, paths))
    monkeypatch.setattr(validation, "check_usual_file", lambda *_: None)
    assert list(map(outcome, paths)) == quick
    accepted = sum(isinstance(found, Measure) for found in quick)
    assert 100 < accepted < 400


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 甲 乙\n", {"a": "甲 乙"}),
        ('a: "x: y"\n', {"a": "x: y"}),
        ("a: (02)2754-1255\n", {"a": "(02)2754-1255"}),
        ("a: http://example.tw/a#b\n", {"a": "http://example.tw/a#b"}),
        ("a: 12\nb: 1.5\nc: true\n", {"a": 12, "b": 1.5, "c": True}),
        ("a: [甲, 2]\n", {"a": ("甲", 2)}),
        ("a: {b: [甲, 乙]}\n", {"a": {"b": ("甲", "乙")}}),
        ('a: {b: {max: 200}, c: "d, e"}\n', {"a": {"b": {"max": 200}, "c": "d, e"}}),
        ("a: [[甲, 乙], {b: 1}]\n", {"a": (("甲", "乙"), {"b": 1})}),
        ("# 甲\na: 1\n\n  # 乙\nb: 2\n", {"a": 1, "b": 2}),
        ("a:\n  - 甲\n  - b: 1\n    c: 2\n", {"a": ("甲", {"b": 1, "c": 2})}),
        ("a:\n- 甲\nb: 乙\n", {"a": ("甲",), "b": "乙"}),
        ("a:\n  b:\n    c: 1\nd: 2\n", {"a": {"b": {"c": 1}}, "d": 2}),
        ("a: |-\n  甲\n\n   - 乙\nb: 1\n", {"a": "甲\n\n - 乙", "b": 1}),
    ],
)
def test_what_is_usual(text: str, data: dict[str, object]) -> None:
    assert read_usual(text) == data
    assert compose(text, "m.md", 1, text.split("\n")).data == data


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "甲\n", "- a: 1\n", "  a: 1\n", "a:\n", "a: \n", "a: ~\n", "a: null\n"),
        *("a: no\n", "a: 012\n", "a: 12:30\n", "a: =\n", "a: [甲, no]\n", "a: {b: }\n"),
        *("a: 1\na: 2\n", "a: 甲 #乙\n", "a:\t甲\n", "a: 甲 \n", "a: 1"),
        *("a: b: c\n", "a: b:\n", "a: 甲\n 乙\n", "a: 甲\n# 乙\n 丙\n", "a:\n  - 甲\n   - 乙\n"),
        *("a: &b c\n", "a: *b\n", "a: !c d\n", "a: >-\n  甲\n", "a: '甲'\n", 'a: "甲\\n"\n'),
        *("a: []\n", "a: [甲,乙]\n", "a: [ 甲 ]\n", "a: [甲, b: 1]\n", "a: [甲\n", "a: [甲] 乙\n"),
        *("a: {b: 1, b: 2}\n", "a: {}\n", "a: {b}\n", f"a: {'[' * 99}1{']' * 99}\n"),
        *("# 甲\na: |-\n  甲\n", "a: |-\n甲\n", "a: |-\n  b: 甲\n", "a: |-\n\n  甲\n"),
        *("a: |-\n    甲\n  乙\n", "a:1\n", "A: 1\n", "a: 1\n---\nb: 1\n", "a: 1\n...\n"),
        *("? a\n", "a: %b\n", "a: @b\n", "a: `b\n", "a: -\n", f"a:\n{'- ' * 30}b: 1\n"),
    ],
)
def test_what_is_left_to_the_careful_way(text: str) -> None:
    assert read_usual(text) is None


@pytest.mark.parametrize(
    "text",
    [
        MEASURE[3:],
        MEASURE.replace("---", "--- ", 1),
        MEASURE.replace("\n---", "\n----", 1),
        f"\n{MEASURE}",
        f"{MEASURE}\n---\n",
        f"{MEASURE}\n---- \n",
        MEASURE.replace("內文", "  內文"),
    ],
)
def test_fences_that_need_a_closer_look(text: str) -> None:
    assert split_usual(text) is None
