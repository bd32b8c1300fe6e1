"""Dice in; facts as measures have them (windows, conditions, telephone numbers), out."""

from dataclasses import dataclass

from bench.front_yaml import Node
from bench.mixing import WORDS, Dice
from catalogue.addresses import SUBSCRIBER_DIGITS, is_possible_phone

EDITION = 105


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A window as front matter has it, and in words."""

    node: dict[str, Node]
    told: str


def make_window(dice: Dice, kind: str) -> Window:
    """A window of a kind, with dates in and after the edition's year."""
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
            last = 1 + dice.below(28)
            node |= {
                "opens": day(opens, 1 + dice.below(28)),
                "closes": day(month, last, year),
            }
            told = f"{year} 年 {month} 月 {last} 日截止"
        if dice.often(15):
            del node["opens"]
        if dice.often(15):
            node[dice.one(("until_full", "until_spent"))] = True
    if dice.often(12):
        node["note"] = dice.one(WORDS["note"])
    return Window(node=node, told=told)


def conditions(dice: Dice) -> list[Node]:
    """Conditions that a machine can check, of every kind."""
    people = 50 * (1 + dice.below(20))
    capital = 5_000_000 * (1 + dice.below(40))
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
        (f"實收資本額 {money(capital)}以上", {"capital": {"min": capital}}),
        (f"最近一年營業額 {money(capital * 20)}以下", {"revenue": {"max": capital * 20}}),
        ("獲選卓越中堅企業或潛力中堅企業", {"honour": ["卓越中堅企業", "潛力中堅企業"]}),
    ]
    return [{"text": text, "test": test} for text, test in tests]


def make_phone(dice: Dice) -> str:
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


def day(month: int, number: int, year: int = EDITION) -> str:
    return f"{year}-{month:02}-{number:02}"


def money(twd: int) -> str:
    """As the measures write it: 1,250 萬元, 2 億元."""
    if twd >= 100_000_000 and twd % 100_000_000 == 0:
        return f"{twd // 100_000_000} 億元"
    return f"{twd / 10_000:,.10g} 萬元"
