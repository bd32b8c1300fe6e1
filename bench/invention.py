"""The number of a measure in; everything its file says, out: mixed, never a real measure."""

import re

from bench.facts import conditions, day, make_phone, make_window, money
from bench.front_yaml import Node
from bench.mixing import SECTORS, SENTENCES, TITLES, TOPICS, WORDS, Dice
from catalogue.vocabulary import Vocabulary

BODY = (720, 860)
"""Characters of a body: stop adding sentences from the first, never pass the second."""
TOLD_KINDS = ("fixed",) * 6 + ("annual", "rolling", "announced", "unstated")
"""The kind of the first window, which the prose tells of: as often as in the real measures."""
SEED_STEP = 104_729
"""How far apart in the order of titles two seeds begin."""
STRIDE = 1_000_003
"""A prime that divides no list's length: its steps meet every title before the first again."""


class Invention:
    """One measure: its title and vocabulary from its number, everything else from the dice."""

    def __init__(self, number: int, vocabulary: Vocabulary, seed: int, revision: int) -> None:
        self._vocabulary = vocabulary
        self._seed = seed
        self._dice = Dice(seed, number)
        self._fresh = Dice(seed, number, "revision", revision)
        place = (number + seed * SEED_STEP) * STRIDE % TITLES
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
        self._window = make_window(self._fresh, self._fresh.one(TOLD_KINDS))

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
            front["updated"] = day(2, 1 + self._fresh.below(28))
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
                f"| 上限 | {money(self._money)} |\n| 比例 | 最多 {self._percent}% |"
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
                return self._dice.one(SENTENCES["borrowed"])
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
            "amount": money(self._money),
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
        service["eligibility"] = [*criteria, *dice.some(conditions(dice), dice.below(3))]
        service["windows"] = self._windows(index)
        return {key: value for key, value in service.items() if value != []}

    def _amounts(self, index: int) -> list[Node]:
        labels = self._dice.some(SENTENCES["amounts"], self._dice.below(3))
        sums = [self._money, *(self._dice.below(400) * 25_000 for _ in labels)]
        first = ["每案政府經費上限"] if index == 0 else []
        return [
            {"twd": twd, "text": f"{self._say(label)} {money(twd)}" if twd else "免費"}
            for label, twd in zip((first + labels), sums[1 - len(first) :], strict=True)
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

    def _windows(self, index: int) -> list[Node]:
        if index == 0:
            second = make_window(self._dice, "fixed").node if self._dice.often(20) else None
            first = dict(self._window.node)
            if second is None:
                return [first]
            return [{**first, "label": "第一梯次"}, {**second, "label": "第二梯次"}]
        return [dict(make_window(self._dice, self._dice.one(TOLD_KINDS)).node)]

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
            person: dict[str, Node] = {"name": name, "phone": make_phone(dice)}
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
            "date": day(1 + dice.below(12), 1 + dice.below(28)),
            "place": dice.one(WORDS["place"]),
            "name": f"{self._topic}{dice.one(WORDS['event'])}",
        }
