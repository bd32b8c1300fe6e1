"""A content folder of any number of distinct measures, in our own front matter; seed fixed.

    python -m bench.corpus --count 10000 --out DIR [--seed 8]
    python -m bench.corpus --touch DIR/measures/some-measure-17.md [--revision 1]

Measure N of a seed is the same text wherever and with however many others it is written: all of
it comes from `Random.random()`, which Python promises to repeat. It varies the kinds of facts the
real measures have, in sentences of corpus.yml and of theirs; the vocabularies are copied.
"""

import argparse
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from catalogue.addresses import SUBSCRIBER_DIGITS, is_possible_phone
from catalogue.validation import load_catalogue, load_vocabulary
from catalogue.vocabulary import Vocabulary
from catalogue.yaml_scalars import yaml_scalar

CONTENT = Path(__file__).parent.parent / "content"
SEED = 8
BODY = (720, 860)
"""Characters of a body: stop adding sentences from the first, never pass the second."""
EDITION = 105

T = TypeVar("T")
Node = str | int | list["Node"] | dict[str, "Node"]


def _borrowed() -> list[str]:
    """Sentences of the real measures without people, so that readers' words are found here too."""
    catalogue = load_catalogue(CONTENT)
    texts = [
        text
        for measure in catalogue.measures
        for text in (measure.body, *(service.offer for service in measure.services))
    ]
    parts = re.split(r"[。；：\n]|(?:^|(?<=\n))(?:- |\d+\. )", "\n".join(texts))
    whole = re.compile(r"(?!.*(先生|小姐|[洽問]|電話))[^\s#|*\[\]()「」]{10,50}")
    return sorted({part for part in parts if whole.fullmatch(part)})


MIX = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
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
BORROWED = _borrowed()
TITLES = len(WORDS["region"]) * len(SECTORS) * len(TOPICS) * len(WORDS["form"])
"""How many different titles there are."""
STRIDE = 1_000_003
"""A prime that divides no list's length: its steps meet every title before the first again."""


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


def write_corpus(out: Path, count: int, seed: int = SEED) -> None:
    """A whole content folder; `out` must not exist or be empty."""
    if count > TITLES:
        raise ValueError(f"there are only {TITLES} different titles")
    measures = out / "measures"
    measures.mkdir(parents=True)
    for path in CONTENT.glob("*.yml"):
        shutil.copy(path, out)
    shutil.copytree(CONTENT / "pages", out / "pages")
    vocabulary = load_vocabulary(CONTENT)
    for number in range(1, count + 1):
        name, text = measure_text(number, vocabulary, seed)
        (measures / f"{name}.md").write_text(text, encoding="utf-8")


def touch(path: Path, seed: int = SEED, revision: int = 1) -> None:
    """Write a measure again with another amount, deadline and extension; same id and title."""
    number = int(path.stem.rpartition("-")[2])
    name, text = measure_text(number, load_vocabulary(CONTENT), seed, revision)
    if name != path.stem:
        raise ValueError(f"{path} is not measure {number} of seed {seed}")
    path.write_text(text, encoding="utf-8")


def measure_text(
    number: int, vocabulary: Vocabulary, seed: int = SEED, revision: int = 0
) -> tuple[str, str]:
    """Id and file text of one measure."""
    measure = _Maker(number, vocabulary, seed, revision)
    front = "".join(_yaml(measure.front_matter()))
    return measure.id, f"---\n{front}---\n{measure.body()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Window:
    node: dict[str, Node]
    told: str


class _Maker:
    """One measure: its title and vocabulary from its number, everything else from the dice."""

    def __init__(self, number: int, vocabulary: Vocabulary, seed: int, revision: int) -> None:
        self._vocabulary = vocabulary
        self._seed = seed
        self._dice = Dice(seed, number)
        self._fresh = Dice(seed, number, "revision", revision)
        place = (number * STRIDE + seed) % TITLES
        place, form = divmod(place, len(WORDS["form"]))
        place, topic = divmod(place, len(TOPICS))
        region, sector = divmod(place, len(SECTORS))
        self._subcategory, self._topic, topic_id = TOPICS[topic]
        self._sector, sector_id = SECTORS[sector]
        self.number = number
        self.id = f"{sector_id}-{topic_id}-{number}"
        self._title = f"{WORDS['region'][region]}{self._sector}{self._topic}{WORDS['form'][form]}"
        self._agencies = self._dice.some(
            [agency.name for agency in vocabulary.agencies], 2 if self._dice.often(8) else 1
        )
        self._operator = self._dice.one(WORDS["organisation"])
        self._money = (5 + self._fresh.below(395)) * 50_000
        self._percent = 20 + 5 * self._fresh.below(13)
        self._window = self._make_window(self._fresh, "fixed")

    def front_matter(self) -> dict[str, Node]:
        dice = self._dice
        services = self._services()
        front: dict[str, Node] = {
            "number": self.number,
            "title": self._title,
            "summary": self._summary(),
            "subcategory": self._subcategory,
            "agencies": list(self._agencies),
            "keywords": list(dice.some(WORDS["keyword"], 2 + dice.below(4))),
            "services": services,
            "preferences": self._preferences(),
            "contacts": self._contacts(),
            "links": [self._link(index) for index in range(dice.below(3))],
        }
        if dice.often(10):
            front["events"] = [self._event() for _ in range(1 + dice.below(4))]
        front["caveats"] = [
            self._say(line) for line in dice.some(SENTENCES["caveats"], dice.below(4))
        ]
        front["source"] = f"中堅企業服務團輔導措施手冊（105 年）{self._subcategory}"
        if dice.often(30):
            front["updated"] = _date(2, 1 + self._fresh.below(28))
        return {key: value for key, value in front.items() if value != []}

    def body(self) -> str:
        """Three headed parts as the real measures have, of sentences with this measure's facts."""
        self._dice = Dice(self._seed, self.number, "body")
        about = self._dice.some(SENTENCES["about"], 8)
        who = self._dice.some(SENTENCES["who"], 8)
        how = self._dice.some(SENTENCES["how"], 8)
        parts: list[list[str]] = [[], [], []]
        size = 60
        for turn in range(8):
            for part, lines in zip(parts, (about, who, how), strict=True):
                line = self._say(lines[turn])
                if size >= BODY[0] or size + len(line) + 4 > BODY[1]:
                    return self._layout(*parts)
                part.append(line)
                size += len(line) + 4
        return self._layout(*parts)

    def _layout(self, about: list[str], who: list[str], how: list[str]) -> str:
        table = ""
        if self._dice.often(40):
            table = (
                "\n\n| 項目 | 內容 |\n|---|---|\n"
                f"| 上限 | {_money(self._money)} |\n| 比例 | 最多 {self._percent}% |"
            )
        steps = "\n".join(f"{place}. {line}" for place, line in enumerate(how, start=1))
        members = "\n".join(f"- {line}" for line in who)
        first, *rest = about
        return (
            f"## 這是什麼\n\n{first}{table}\n\n{''.join(rest)}\n\n"
            f"## 誰可以申請\n\n{members}\n\n## 怎麼申請\n\n{steps}\n"
        )

    def _tell(self, name: str, count: int) -> list[str]:
        return [self._say(line) for line in self._dice.some(SENTENCES[name], count)]

    def _say(self, sentence: str) -> str:
        """The sentence with its slots filled, no filler twice in it."""
        told: set[str] = set()

        def fill(slot: re.Match[str]) -> str:
            if slot[1] == "number":
                return str(1 + self._dice.below(20))
            if slot[1] == "borrowed":
                return self._dice.one(BORROWED)
            if slot[1] == "company":
                return "".join(self._dice.some(WORDS["firm"], 2)) + self._dice.one(WORDS["company"])
            fact = self._facts().get(slot[1])
            if fact is not None:
                return fact
            word = self._dice.one(WORDS[slot[1]])
            while word in told:
                word = self._dice.one(WORDS[slot[1]])
            told.add(word)
            return word

        return re.sub(r"\{(\w+)\}", fill, sentence)

    def _facts(self) -> dict[str, str]:
        return {
            "title": self._title,
            "sector": self._sector,
            "topic": self._topic,
            "amount": _money(self._money),
            "percent": f"總經費的 {self._percent}%",
            "deadline": self._window.told,
            "agency": self._agencies[0],
            "operator": self._operator,
        }

    def _summary(self) -> str:
        offer = self._tell("summary", 1)[0]
        return f"{offer}；{self._window.told}。"

    def _services(self) -> list[Node]:
        dice = self._dice
        types = [kind.name for kind in self._vocabulary.service_types]
        count = 1 if dice.often(70) else 2 + dice.below(3)
        chosen = dice.some(types, count)
        return [self._service(name, index) for index, name in enumerate(chosen)]

    def _service(self, kind: str, index: int) -> dict[str, Node]:
        dice = self._dice
        service: dict[str, Node] = {
            "type": kind,
            "offer": "".join(self._tell("service", 1 + dice.below(3))),
            "audience": self._tell("audience", 1)[0],
            "amounts": self._amounts(index),
            "percents": self._percents(index),
        }
        if dice.often(50):
            service["term"] = self._say("{span}")
        criteria: list[Node] = [{"text": line} for line in self._tell("criteria", dice.below(4))]
        service["eligibility"] = [*criteria, *dice.some(self._tests(), dice.below(3))]
        service["windows"] = self._windows(index)
        return {key: value for key, value in service.items() if value != []}

    def _amounts(self, index: int) -> list[Node]:
        labels = self._dice.some(SENTENCES["amounts"], self._dice.below(3))
        money = [self._money, *(self._dice.below(400) * 25_000 for _ in labels)]
        first = ["每案政府經費上限"] if index == 0 else []
        return [
            {"twd": twd, "text": f"{self._say(label)} {_money(twd)}" if twd else "免費"}
            for label, twd in zip((first + labels), money[1 - len(first) :], strict=True)
        ]

    def _percents(self, index: int) -> list[Node]:
        if index == 0:
            text = f"政府經費最多占總經費的 {self._percent}%"
            return [{"percent": self._percent, "text": text}]
        labels = self._dice.some(SENTENCES["percents"], self._dice.below(2))
        shares = [(label, 10 + 5 * self._dice.below(18)) for label in labels]
        return [
            {"percent": share, "text": f"{self._say(label)} {share}%"} for label, share in shares
        ]

    def _tests(self) -> list[Node]:
        """Conditions that a machine can check, of every kind."""
        people = 50 * (1 + self._dice.below(20))
        capital = 5_000_000 * (1 + self._dice.below(40))
        tests: list[tuple[str, dict[str, Node]]] = [
            ("領有工廠登記證明", {"factory": True}),
            ("製造業或技術服務業", {"industry": ["製造業", "技術服務業"]}),
            ("服務業", {"industry": ["服務業"]}),
            ("餐飲業或批發零售業", {"industry": ["餐飲業", "批發零售業"]}),
            ("物流、電子商務或流通服務業", {"industry": ["物流業", "電子商務業", "流通服務業"]}),
            ("文化創意產業或網際網路業", {"industry": ["文化創意產業", "網際網路業"]}),
            ("園區科學工業", {"industry": ["園區科學工業"]}),
            (f"員工 {people} 人以下", {"employees": {"max": people}}),
            (f"員工 {people} 人以上", {"employees": {"min": people}}),
            (f"實收資本額 {_money(capital)}以上", {"capital": {"min": capital}}),
            (f"最近一年營業額 {_money(capital * 20)}以下", {"revenue": {"max": capital * 20}}),
            ("獲選卓越中堅企業或潛力中堅企業", {"honour": ["卓越中堅企業", "潛力中堅企業"]}),
        ]
        return [{"text": text, "test": test} for text, test in tests]

    def _windows(self, index: int) -> list[Node]:
        if index == 0:
            second = self._make_window(self._dice, "fixed").node if self._dice.often(20) else None
            first = dict(self._window.node)
            if second is None:
                return [first]
            return [{**first, "label": "第一梯次"}, {**second, "label": "第二梯次"}]
        kinds = ("fixed",) * 4 + ("annual", "rolling", "announced", "unstated")
        return [dict(self._make_window(self._dice, self._dice.one(kinds)).node)]

    def _make_window(self, dice: Dice, kind: str) -> _Window:
        if kind == "fixed" and dice is self._fresh:
            # The window the prose tells of; of every kind, as often as in the real measures.
            kind = dice.one(("fixed",) * 6 + ("annual", "rolling", "announced", "unstated"))
        node: dict[str, Node] = {"kind": kind}
        told = {"rolling": "隨時可以申請", "announced": "期間看公告", "unstated": "期間請先問"}.get(
            kind, ""
        )
        if kind == "annual":
            first = 1 + dice.below(11)
            node["months"] = [first, first + 1]
            told = f"每年 {first} 月至 {first + 1} 月受理"
        elif kind == "fixed":
            opens, span = 1 + dice.below(11), 1 + dice.below(8)
            year, month = EDITION + (opens + span - 1) // 12, (opens + span - 1) % 12 + 1
            if dice.often(15):
                node |= {"opens": f"{EDITION}-{opens:02}", "closes": f"{year}-{month:02}"}
                node["tentative"] = True
                told = f"預計 {year} 年 {month} 月截止"
            else:
                day = 1 + dice.below(28)
                node |= {
                    "opens": _date(opens, 1 + dice.below(28)),
                    "closes": _date(month, day, year),
                }
                told = f"{year} 年 {month} 月 {day} 日截止"
            if dice.often(15):
                del node["opens"]
            if dice.often(15):
                node[dice.one(("until_full", "until_spent"))] = True
        if dice.often(12):
            node["note"] = dice.one(WORDS["note"])
        return _Window(node=node, told=told)

    def _preferences(self) -> list[Node]:
        kinds = ("優先支持",) * 6 + ("補助加碼", "提高額度", "專屬資源", "其他", "其他")
        lines = self._tell("preferences", 1 + self._dice.below(2))
        return [{"type": self._dice.one(kinds), "text": line} for line in lines]

    def _contacts(self) -> list[Node]:
        return [
            {"role": role, "organisation": organisation, "people": self._people(count)}
            for role, organisation, count in (
                ("主辦機關", self._agencies[0], 1),
                ("執行單位", self._operator, 1 + self._dice.below(3)),
            )
        ]

    def _people(self, count: int) -> list[Node]:
        people: list[Node] = []
        for _ in range(count):
            dice = self._dice
            given = "".join(dice.some(WORDS["given"], 2))
            name = dice.one(WORDS["surname"]) + (
                given if dice.often(30) else dice.one(WORDS["job"])
            )
            person: dict[str, Node] = {"name": name, "phone": _phone(dice)}
            if dice.often(70):
                person["ext"] = str(100 + (self._fresh if not people else dice).below(9000))
            people.append(person)
        return people

    def _link(self, index: int) -> Node:
        name = f"{self._topic}{'計畫網站' if index == 0 else '線上申請'}"
        site = self.id.rpartition("-")[0]
        return {"name": name, "url": f"https://{site}.example.gov.tw/{self.number}/{index or ''}"}

    def _event(self) -> Node:
        dice = self._dice
        return {
            "date": _date(1 + dice.below(12), 1 + dice.below(28)),
            "place": dice.one(WORDS["place"]),
            "name": f"{self._topic}{dice.one(WORDS['event'])}",
        }


def _phone(dice: Dice) -> str:
    """A number that Taiwan's numbering plan allows."""
    while True:
        if dice.often(8):
            phone = f"0800-{dice.below(1000):03}-{dice.below(1000):03}"
        else:
            area = dice.one(("02",) * 6 + ("03", "04", "04", "05", "06", "07", "037", "049", "08"))
            digits = max(SUBSCRIBER_DIGITS[area])
            number = "".join(str(dice.below(10)) for _ in range(digits))
            phone = f"({area}){number[:-4]}-{number[-4:]}"
        if is_possible_phone(phone):
            return phone


def _date(month: int, day: int, year: int = EDITION) -> str:
    return f"{year}-{month:02}-{day:02}"


def _money(twd: int) -> str:
    """As the measures write it: 1,250 萬元, 2 億元."""
    if twd >= 100_000_000 and twd % 100_000_000 == 0:
        return f"{twd // 100_000_000} 億元"
    return f"{twd / 10_000:,.10g} 萬元"


def _yaml(node: dict[str, Node], indent: int = 0) -> Iterator[str]:
    """Front matter as editors write it: short lists on a line, one key a line."""
    for key, value in node.items():
        yield from _yaml_entry(f"{' ' * indent}{key}:", value, indent)


def _yaml_entry(head: str, value: Node, indent: int) -> Iterator[str]:
    if isinstance(value, list) and all(_is_short(item) for item in value):
        yield f"{head} [{', '.join(map(_scalar, value))}]\n"
    elif isinstance(value, list):
        yield f"{head}\n"
        for item in value:
            if isinstance(item, dict):
                text = "".join(_yaml(item, indent + 4))
                yield f"{' ' * (indent + 2)}- {text[indent + 4 :]}"
            else:
                yield f"{' ' * (indent + 2)}- {_scalar(item)}\n"
    elif isinstance(value, dict):
        yield f"{head}\n"
        yield from _yaml(value, indent + 2)
    else:
        yield f"{head} {_scalar(value)}\n"


def _is_short(item: Node) -> bool:
    return isinstance(item, (str, int)) and len(str(item)) < 20


def _scalar(value: Node) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else yaml_scalar(str(value))


def main() -> None:
    """Write a corpus, or change one measure of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("--count", type=int, default=42, help="measures to write (42)")
    parser.add_argument("--out", type=Path, help="the content folder to write")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which corpus ({SEED})")
    parser.add_argument("--touch", type=Path, metavar="FILE", help="change this measure instead")
    parser.add_argument("--revision", type=int, default=1, help="which change (1)")
    options = parser.parse_args()
    if options.touch is not None:
        touch(options.touch, options.seed, options.revision)
    elif options.out is not None:
        write_corpus(options.out, options.count, options.seed)
    else:
        parser.error("say where: --out DIR")


if __name__ == "__main__":
    main()
