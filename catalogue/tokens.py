"""Text in, search tokens out: what the index holds and what a query asks for.

The specification. `templates/assets/js/tokens.js` is its other implementation, and
`tests/vectors/tokens.json` the examples that both must pass; change all three together. (Which
characters are letters, digits or marks is for each platform's Unicode tables to say; characters
that only one of the two knows are outside this specification.)

1. CHARACTERS. Default-ignorable code points (zero-width spaces and joiners, soft hyphens,
   variation selectors, direction marks) are dropped: they neither make nor break a token. What
   is left is cut into clusters, a code point with the marks that follow it (category M,
   half-width voicing marks, conjoining vowels and finals of Hangul). Of each cluster: NFKC, lower
   case, NFKC again, final sigma as sigma, and each Han character as the representative of its
   class in `han_variants.json` (台 臺, 产 產, 制 製). The result is cut into units, a character
   with its marks, that all carry the place of their cluster in the original text.

2. RUNS. Units are taken together, each kind as long as it goes:
   - paired: Han of every plane, kana, bopomofo: scripts written without spaces;
   - number: ASCII digits. A point between digits belongs to it (`4.0`); so does a comma before
     each group of three, but it is not written in the token (`1,147` -> `1147`);
   - word: other letters and digits. Pluses after a to z belong to it when no letter or digit
     follows (`A+企業`, `C++`, but not `a+b`).
   Everything else separates: punctuation, spaces, symbols, `_`. A letter beside a digit separates
   too, so that `ISO14001` and `ISO 14001` are found by each other, and phone numbers, e-mail
   addresses and URLs come apart at their punctuation: `(02)2754-1255` -> `02 2754 1255`.

3. TOKENS of an index, in order. A word or a number is one token. A paired run gives each of its
   units with the next, and the last unit alone: 節能減碳 -> 節能 能減 減碳 碳. So unit i of a run
   begins token i, every occurrence of a single character begins some token, and the position of
   a token is that of the place it begins at: consecutive positions are consecutive text.

4. GRAMS. What the index holds of a text is a set, without positions: its tokens, and for every two
   tokens that follow one another, one of them a number or a word at least, the last unit of the
   first and the first unit of the second with `JOINER` between:
   生產力4.0 -> 生產 產力 力 4.0 力ǀ4.0. So a passage of any
   script can be told by its grams, whatever punctuation stands between.

5. QUERIES. The first `QUERY_LIMIT` code points count. A query is phrases: passages between
   "…" “…” 「…」 『…』, and outside these what white space separates. A phrase is the tokens of its
   text without a final unit alone that only ends a longer paired run, because the text may go on
   there (補助 finds 補助金). Found literally, the terms stand at consecutive positions. Each says
   how it matches:
   - `whole`: this token;
   - `prefix`: any token that begins with it: a paired unit alone at the end of a phrase;
   - `open`: this token or, when the index has none, any that begins with it: a word or number
     that the query ends in (or in it and a point) outside quotes. The reader may be typing it.
   A number of 7 to 10 digits may be a telephone number typed without punctuation: its phrase then
   has more readings, one for each way the number may be cut, as typed first. The first reading
   that is found counts.
   The grams of a reading are what must be in the index where it stands: its pairs, a gram for
   each border as above, and of its other terms those that neither says. Where all are in a
   measure, the text itself says whether they stand together.

Why both sides fold to one class although 发 is 發 or 髮. The other way, text left as it is and
a query's 制造 tried as 制造 and 製造, needs alternatives in every pair and finds less: 提昇, 瞭解
and 佔 would miss 提升, 了解 and 占, which the handbook mixes. The price is small, because pairs
decide: of the 9,762 pairs of the handbook and its measures 99.7 % find exactly what they found
with 台 and 臺 alone folded, and of OpenCC's 48,944 words 232 share their class with another,
nearly all of them spellings of one word (回復 回覆). Every pair typed in simplified characters
finds all that it finds in traditional ones; taking the first traditional character of each row,
as a plain conversion does, 1.8 % of them find nothing.

The whole table is 20 kB. A browser gets only the classes whose representative occurs in the index
(`Variants.restricted_to`; for the handbook 474 of 2,615, 2.4 kB in gzip): no other class can
match anything.
"""

import json
import operator
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

QUERY_LIMIT = 400
JOINER = "\u01c0"
"""Stands between the halves of a gram across a border; a letter (ǀ) that no text here has."""

Kind = Literal["pair", "single", "number", "word"]
Match = Literal["whole", "prefix", "open"]


class Token(NamedTuple):
    """A token and the place `text[start:end]`, in code points, that it was made of."""

    text: str
    start: int
    end: int
    kind: Kind


class Term(NamedTuple):
    """A token that a query asks for, and how it matches the tokens of the index."""

    text: str
    match: Match


class Phrase(NamedTuple):
    """Terms that stand one after the other; the first of the readings is the text as typed."""

    readings: tuple[tuple[Term, ...], ...]
    quoted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """Han characters read as one: strings of them, each with its representative first."""

    classes: tuple[str, ...]
    _folding: "_Folding" = field(init=False, repr=False)
    _expansion: "_Expansion" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        table = {other: row[0] for row in self.classes for other in row[1:]}
        object.__setattr__(self, "_folding", _Folding(table))
        object.__setattr__(self, "_expansion", _Expansion(self._folding))

    def restricted_to(self, tokens: Iterable[str]) -> "Variants":
        """The classes that can matter to an index of these tokens."""
        characters = set().union(*tokens)
        return Variants(tuple(row for row in self.classes if row[0] in characters))

    def __str__(self) -> str:
        """The form that a browser gets: `parseVariants` of tokens.js reads it."""
        return " ".join(self.classes)


def tokenize(text: str, variants: Variants | None = None) -> list[Token]:
    """The tokens of an index text, in order; the position of each is its place in the list."""
    return list(_tokens(text, variants or VARIANTS))


def grams(*texts: str, variants: Variants | None = None) -> set[str]:
    """What the index holds of some texts."""
    found: set[str] = set()
    for text in texts:
        skeleton, units_of_text = _unplaced_units(text, variants or VARIANTS)
        before, after_paired = "", True
        for run in _RUN.finditer(skeleton):
            units = units_of_text[run.start() : run.end()]
            paired = run.lastgroup == "paired"
            if paired:
                found.update(map(operator.add, units, units[1:]))
                first, last = units[0], units[-1]
            else:
                first = last = "".join(units)
                if run.lastgroup == "number":
                    first = last = first.replace(",", "")
            found.add(last)
            if before and not (paired and after_paired):
                found.add(f"{before}{JOINER}{first}")
            before, after_paired = last, paired
    return found


def reading_grams(terms: Sequence[Term]) -> list[Term]:
    """What must be in the index where the terms of a reading stand, and how it matches."""
    needed = []
    kinds = [_kind_of(term) for term in terms]
    for i, (term, kind) in enumerate(zip(terms, kinds, strict=True)):
        before, after = (
            kinds[i - 1] if i > 0 else None,
            kinds[i + 1] if i + 1 < len(kinds) else None,
        )
        says_border = "other" in (kind, after) and after is not None
        told = (kind == "single" and before == "pair") or (
            kind != "pair" and (says_border or (before is not None and "other" in (kind, before)))
        )
        if not told:
            needed.append(term)
        if says_border:
            following = terms[i + 1]
            first = following.text if after == "other" else _first_unit(following.text)
            match: Match = "open" if following.match == "open" else "whole"
            needed.append(Term(f"{term.text}{JOINER}{first}", match))
    return needed


def _kind_of(term: Term) -> Literal["pair", "single", "other"]:
    run = _RUN.match(term.text)
    if run is None or run.lastgroup != "paired":
        return "other"
    return "single" if _first_unit(term.text) == term.text else "pair"


def _first_unit(text: str) -> str:
    end = 1
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return text[:end]


def query_terms(query: str, variants: Variants | None = None) -> list[Phrase]:
    """The phrases of a query; empty when it has neither letter nor digit."""
    query = query[:QUERY_LIMIT]
    phrases = []
    for match in _PHRASE.finditer(query):
        quoted = match.lastgroup is None
        text = next(filter(None, match.groups()), "")
        tokens = list(_tokens(text, variants or VARIANTS))
        if [token.kind for token in tokens[-2:]] == ["pair", "single"]:
            tokens.pop()
        if not tokens:
            continue
        last = tokens[-1]
        ending: Match = "whole"
        if last.kind == "single":
            ending = "prefix"
        elif last.kind != "pair" and not quoted:
            ending = "open" if query[match.start() + last.end :] in _UNFINISHED else "whole"
        terms = [Term(token.text, "whole") for token in tokens[:-1]]
        terms.append(Term(last.text, ending))
        phrases.append(Phrase(tuple(_readings(terms)), quoted))
    return phrases


# ---- Characters ----

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point of Unicode 16."""

_JOINING = "\uff9e\uff9f\u1161-\u11ff"
"""Half-width voicing marks and conjoining Hangul: they continue a cluster without being marks."""

_is_ignorable = re.compile(f"[{_IGNORABLE}]").match
_is_joining = re.compile(f"[{_JOINING}]").match

_IRREGULAR = "\uffff"
"""Stands in a folded text for what is not one unit made of one code point; a noncharacter."""


class _Folding(dict[int, str]):
    """Code point -> the one character it is folded to, or _IRREGULAR; filled as it is used."""

    def __init__(self, variants: dict[str, str]) -> None:
        super().__init__()
        self.variants = str.maketrans(variants | {"ς": "σ"})

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self.cluster(character)
        regular = len(folded) == 1 and not _continues(character) and not _is_ignorable(character)
        self[code] = folded if regular else _IRREGULAR
        return self[code]

    def cluster(self, text: str) -> str:
        lower = unicodedata.normalize("NFKC", text).lower()
        return unicodedata.normalize("NFKC", lower).translate(self.variants)


class _Expansion(dict[int, str]):
    """Code point -> the units it is folded to, or _IRREGULAR where marks or clusters matter."""

    def __init__(self, folding: _Folding) -> None:
        super().__init__()
        self._folding = folding

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "" if _is_ignorable(character) else self._folding.cluster(character)
        self[code] = _IRREGULAR if _continues(character) or any(map(_is_mark, folded)) else folded
        return self[code]


class _Units(NamedTuple):
    """The units of a text; of each its first character, its text, and its place."""

    skeleton: str
    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def _units(text: str, folding: _Folding) -> _Units:
    folded = text.translate(folding)
    if _IRREGULAR not in folded:  # nearly always, and many times faster
        return _Units(folded, folded, range(len(text)), range(1, len(text) + 1))

    units: list[tuple[str, int, int]] = []
    for cluster, start, end in _clusters(text):
        first = len(units)
        for character in folding.cluster(cluster):
            if len(units) > first and _is_mark(character):
                units[-1] = (units[-1][0] + character, start, end)
            else:
                units.append((character, start, end))
    texts = [unit for unit, _, _ in units]
    skeleton = "".join(unit[0] for unit in texts)
    return _Units(skeleton, texts, [u[1] for u in units], [u[2] for u in units])


def _unplaced_units(text: str, variants: Variants) -> tuple[str, Sequence[str]]:
    """Skeleton and texts of the units, many times faster where no mark is among them."""
    folded = text.translate(variants._expansion)
    if _IRREGULAR not in folded:
        return folded, folded
    units = _units(text, variants._folding)
    return units.skeleton, units.texts


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each cluster without ignorable code points, and its place."""
    cluster, start, end = "", 0, 0
    for i, character in enumerate(text):
        if _is_ignorable(character):
            continue
        if cluster and _continues(character):
            cluster += character
        else:
            if cluster:
                yield cluster, start, end
            cluster, start = character, i
        end = i + 1
    if cluster:
        yield cluster, start, end


def _continues(character: str) -> bool:
    return _is_mark(character) or _is_joining(character) is not None


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


# ---- Runs and tokens ----

_PAIRED = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001afff\U0001b000-\U0001b16f"
    "\U00020000-\U0003fffd"
)
"""Han (with 々 and 〇), kana, bopomofo."""

_LETTER = f"[^\\W_0-9{_PAIRED}]"

_RUN = re.compile(
    f"(?P<paired>[{_PAIRED}]+)"
    r"|(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)*)"
    rf"|(?P<word>{_LETTER}+(?:(?<=[a-z])\++(?![0-9+]|{_LETTER}))?)"
)


def _tokens(text: str, variants: Variants) -> Iterator[Token]:
    skeleton, texts, starts, ends = _units(text, variants._folding)
    for run in _RUN.finditer(skeleton):
        first, stop = run.span()
        if run.lastgroup == "paired":
            for i in range(first, stop - 1):
                yield Token("".join(texts[i : i + 2]), starts[i], ends[i + 1], "pair")
            yield Token(texts[stop - 1], starts[stop - 1], ends[stop - 1], "single")
        elif run.lastgroup == "number":
            digits = "".join(texts[first:stop]).replace(",", "")
            yield Token(digits, starts[first], ends[stop - 1], "number")
        else:
            yield Token("".join(texts[first:stop]), starts[first], ends[stop - 1], "word")


# ---- Queries ----

_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_QUOTES = ("“”", "「」", "『』", '""', "＂＂")
_PHRASE = re.compile(
    "|".join(f"{pair[0]}([^{pair[1]}]+){pair[1]}" for pair in _QUOTES)
    # A quotation mark without its other half opens nothing; it separates as punctuation does.
    + rf"|(?P<plain>(?:[^{_SPACE}“「『\"＂]|"
    + "|".join(f"{pair[0]}(?![^{pair[1]}]+{pair[1]})" for pair in _QUOTES)
    + ")+)"
)
_UNFINISHED = ("", ".", "．")

_AREA_CODES = range(2, 5)
"""Lengths of what a Taiwan number can begin with: 02, 037, 0836, 0800, 0912."""


def _readings(terms: Sequence[Term]) -> Iterator[tuple[Term, ...]]:
    yield tuple(terms)
    for i, (number, match) in enumerate(terms):
        if re.fullmatch("[0-9]{7,10}", number):
            for *parts, last in _telephone_numbers(number):
                cut = [*(Term(part, "whole") for part in parts), Term(last, match)]
                yield (*terms[:i], *cut, *terms[i + 1 :])
            return


def _telephone_numbers(digits: str) -> Iterator[list[str]]:
    """The ways to punctuate 7 to 10 digits as a telephone number of Taiwan."""
    if not digits.startswith("0"):
        if len(digits) <= 8:
            yield [digits[:-4], digits[-4:]]
        return
    for length in _AREA_CODES:
        area, local = digits[:length], digits[length:]
        if 7 <= len(local) <= 8:
            yield [area, local[:-4], local[-4:]]
        elif len(local) == 6:
            yield [area, local]
            yield [area, local[:3], local[3:]]


def _load_variants() -> Variants:
    source = Path(__file__).with_name("han_variants.json").read_text(encoding="utf-8")
    return Variants(tuple(" ".join(json.loads(source)["classes"]).split()))


VARIANTS = _load_variants()
"""All classes: the table is part of this module's source, kept in a file of its own."""
