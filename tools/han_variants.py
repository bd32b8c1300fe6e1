"""Write catalogue/han_variants.json again: the Han characters that search reads as one.

    pip install opencc-python-reimplemented==0.1.7
    python tools/han_variants.py

Enters: three character tables of OpenCC (https://github.com/BYVoid/OpenCC, Apache License 2.0),
read from the PyPI package above, which is needed for nothing else, and the pairs in `ALSO`.
Leaves: classes of characters, each class one short string with its representative first.

- STCharacters: a simplified character and the traditional ones it stands for. 发 stands for 發 and
  髮, so the three become one class; `catalogue/tokens.py` says why, and what that costs.
- TWVariants and HKVariants: the same character as Taiwan and Hong Kong write it.
- ALSO: what Taiwan writes either way (計畫 計劃, 身分 身份), and shapes that other fonts and input
  methods bring (産 値), which none of the tables has.

A class is kept if it has a character of Big5, the set Taiwan's own texts are written with:
the rest (rare names of fish and of elements, Cantonese) can hardly occur here and would make the
table a third longer. Characters outside the Basic Multilingual Plane are left out of the classes:
they are simplified forms that no keyboard types.
"""

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

PACKAGE = "opencc-python-reimplemented"
OUTPUT = Path(__file__).parents[1] / "catalogue" / "han_variants.json"
WIDTH = 30
"""Classes on a line of the file: short enough for a diff to show which one changed."""

ALSO = (
    "畫劃",
    "分份",
    "帳賬",
    "鋪舖",
    "紀記",
    "唯惟",
    "券劵",
    "產産",
    "綠緑",
    "戶戸",
    "查査",
    "步歩",
    "每毎",
    "真眞",
    "教敎",
    "青靑",
    "清淸",
    "值値",
    "告吿",
    "線綫",
    "錄録",
    "匯滙",
    "效効",
    "牆墻",
    "歷歴",
    "棋碁",
)


def main() -> None:
    st, tw, hk = (list(_rows(name)) for name in ("STCharacters", "TWVariants", "HKVariants"))
    pairs = [(source, target) for source, targets in [*st, *tw, *hk] for target in targets]
    pairs += [(also[0], other) for also in ALSO for other in also[1:]]
    # Where a class has several traditional characters, the first of ALSO represents it, or else
    # the one that OpenCC names first.
    taiwan = {source: targets[0] for source, targets in tw}
    preferred = [also[0] for also in ALSO]
    preferred += [taiwan.get(targets[0], targets[0]) for _, targets in sorted(st)]

    classes = sorted(_classes(pairs, preferred))
    lines = [" ".join(classes[i : i + WIDTH]) for i in range(0, len(classes), WIDTH)]
    version = distribution(PACKAGE).version
    OUTPUT.write_text(
        json.dumps(
            {
                "about": "Han characters that search reads as one, each class with its "
                "representative first. Written by tools/han_variants.py: change that, not this.",
                "source": "OpenCC STCharacters, TWVariants, HKVariants (Apache License 2.0), "
                f"by way of {PACKAGE} {version}; and a few pairs of our own",
                "classes": lines,
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )
    print(f"{OUTPUT}: {len(classes)} classes, {sum(map(len, classes))} characters")


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    """The rows of an OpenCC table: a character, and the characters it is replaced with."""
    path = distribution(PACKAGE).locate_file(f"opencc/dictionary/{table}.txt")
    for line in Path(str(path)).read_text(encoding="utf-8").splitlines():
        if line.strip():
            source, targets = line.split("\t")
            yield source, targets.split()


def _classes(pairs: Iterable[tuple[str, str]], preferred: Iterable[str]) -> Iterator[str]:
    """The connected components of `pairs`, each with a representative first."""
    class_of: dict[str, set[str]] = {}
    for a, b in pairs:
        merged = class_of.get(a, {a}) | class_of.get(b, {b})
        class_of.update(dict.fromkeys(merged, merged))

    seen: set[str] = set()
    for representative in [*preferred, *sorted(class_of)]:
        members = class_of.get(representative, set())
        if representative in seen or not members:
            continue
        seen |= members
        others = sorted(c for c in members if c != representative and ord(c) <= 0xFFFF)
        if others and any(map(_in_big5, members)):
            yield representative + "".join(others)


def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    main()
