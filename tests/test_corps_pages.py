"""The corps' own pages: what they show of site.yml, prose, the measures' events and stories."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from catalogue.pages import page_tasks
from catalogue.publication import Publication
from catalogue.validation import load_catalogue
from tests import sample
from tests.sample import CONTENT, MEASURE, STORY, write_content

TEMPLATES = Path(__file__).parent.parent / "templates"
TODAY = date(2016, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"
EVENTS = [
    ("2016-03-23", "臺北　貨物中轉加值服務說明會", "../measures/logistics/#contacts"),
    ("2016-03-24", "高雄　貨物中轉加值服務說明會", "../measures/logistics/#contacts"),
    ("2016-03-29", "臺中　貨物中轉加值服務說明會", "../measures/logistics/#contacts"),
    *(
        (
            day,
            f"{place}　在臺僑外生與國內企業媒合商談會",
            "../measures/overseas-tech-talent/#contacts",
        )
        for day, place in (
            ("2016-04-29", "台北"),
            ("2016-05-06", "台南"),
            ("2016-05-18", "台中"),
            ("2016-05-27", "新竹"),
            ("2016-06-03", "高雄"),
            ("2016-10-14", "台北"),
        )
    ),
]

Element = Any


class Site(Mapping[str, Element]):
    """Pages by address; each becomes a tree when it is asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __getitem__(self, address: str) -> Element:
        return html5lib.parse(self.texts[address], namespaceHTMLElements=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def pages_of(content: Path, today: date = TODAY) -> Site:
    """The pages as they are without scripts."""
    publication = Publication(today=today, base_url="https://example.org/catalogue/")
    made = page_tasks(load_catalogue(content), publication, TEMPLATES)
    pages = sample.pages_of(chain(*made))
    html = {page.path: page.content.decode() for page in pages if page.path.endswith(".html")}
    return Site({path.removesuffix("index.html"): text for path, text in html.items()})


@pytest.fixture(scope="module")
def site() -> Site:
    """The real one."""
    return pages_of(CONTENT)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_class(page: Element, name: str) -> list[Element]:
    return [e for e in page.iter() if isinstance(e.tag, str) and name in e.get("class", "").split()]


def by_id(page: Element, name: str) -> Element:
    return next(e for e in page.iter() if isinstance(e.tag, str) and e.get("id") == name)


def targets(element: Element) -> list[str]:
    return [link.get("href") for link in element.iter("a")]


def test_each_way_of_serving_has_a_drawing_of_its_own_beside_its_name(site: Site) -> None:
    ways = by_class(site["about/"], "way")
    assert [words(way.find("h3")) for way in ways] == [
        "專責窗口",
        "調查需求",
        "辦說明會",
        "客製化服務",
        "媒合政府資源",
        "持續關懷",
    ]
    drawings = [way.find(f"h3/{SVG}svg/{SVG}path").get("d") for way in ways]
    assert len(set(drawings)) == 6
    told = [[words(term) for term in way.iter("dt")] for way in ways]
    assert told == [["公司要做的", "公司得到的"]] * 5 + [["公司得到的"]]


def test_every_telephone_of_the_corps_is_a_tap_away(site: Site) -> None:
    page = site["about/"]
    numbers = [link for link in by_class(page, "tel") if "+886227010526" in link.get("href")]
    assert [(link.get("href"), words(link)) for link in numbers] == [
        ("tel:+886227010526,706", "(02)2701-0526 分機 706"),
        ("tel:+886227010526,708", "(02)2701-0526 分機 708"),
        ("tel:+886227010526,714", "(02)2701-0526 分機 714"),
    ]
    main = [link.get("href") for link in by_class(page, "tel")]
    assert main.count("tel:+886227541255,3517") == 3  # at the top, in the list, in the footer
    assert "(02)2325-3027" in words(page)


def test_the_address_leads_to_an_open_map(site: Site) -> None:
    (link,) = (t for t in targets(site["about/"]) if "openstreetmap" in t)
    assert unquote(link) == (
        "https://www.openstreetmap.org/search?query=臺北市大安區信義路三段41-3號"
    )


@pytest.mark.parametrize(
    ("number", "side", "is_above_the_road"),
    [("41-3", "單號", True), ("42", "雙號", False), ("142-1", "雙號", False)],
)
def test_the_map_is_drawn_from_the_address(
    tmp_path: Path, number: str, side: str, is_above_the_road: bool
) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    (content / "pages").mkdir()
    about = "---\ntitle: 服務團\nsummary: 說明\n---\n內文。\n"
    (content / "pages" / "about.md").write_text(about, encoding="utf-8")
    text = (content / "site.yml").read_text(encoding="utf-8")
    changed = text.replace("number: 41-3", f'number: "{number}"')
    (content / "site.yml").write_text(changed, encoding="utf-8")

    (figure,) = by_class(pages_of(content)["about/"], "map")

    road, house = by_class(figure, "map-road")[0], by_class(figure, "map-house")[0]
    assert (float(house.get("y")) < float(road.get("y"))) == is_above_the_road
    assert [words(text) for text in figure.iter(f"{SVG}text")] == [
        "臺北市大安區",
        "示意圖",
        "信義路三段",
        "單號側",
        "雙號側",
        "經濟部產業競爭力發展中心",
        f"{number} 號",
        "1 樓",
    ]
    assert words(figure.find("figcaption")) == (
        f"這是示意圖，只照地址畫：{number} 號是{side}，在信義路三段的{side}那一側。"
        "圖上沒有比例和方向，也沒有畫附近的路。"
    )


def events(page: Element, list_id: str) -> list[tuple[str, str, str]]:
    """Day, words and target of every event that a list shows."""
    return [
        (
            item.find("time").get("datetime"),
            "".join(item.find("div/p").itertext()),
            item.find("div/p/a").get("href"),
        )
        for item in by_id(page, list_id)
        if item.get("data-windows") and item.get("hidden") is None
    ]


@pytest.mark.parametrize(
    ("today", "past"),
    [
        (date(2016, 3, 1), 0),
        (date(2016, 3, 23), 0),
        (date(2016, 3, 24), 1),
        (date(2016, 10, 14), 8),
        (date(2016, 10, 15), 9),
    ],
)
def test_events_stand_by_date_until_their_day_is_over(today: date, past: int) -> None:
    site = pages_of(CONTENT, today)
    page = site["events/"]
    assert events(page, "coming-events") == EVENTS[past:]
    assert events(page, "past-events") == EVENTS[:past]
    assert events(site["about/"], "next-events") == EVENTS[past : past + 3]
    empty = by_class(by_id(page, "coming-events"), "empty")[0]
    assert (empty.get("hidden") is None) == (past == len(EVENTS))
    assert f"還有 {len(EVENTS) - past} 場" in words(page)


def test_the_policy_tells_when_how_and_what_for(site: Site) -> None:
    page = by_id(site["policy/"], "main")
    assert [words(fact) for fact in page.iter("dd")] == [
        "行政院，101 年 10 月 8 日（2012-10-08 星期一）",
        "德國「隱形冠軍（Hidden Champions）」的經驗與特質",
        "建基盤、助成長、選菁英",
    ]
    assert [words(item).partition("：")[0] for item in page.find(".//ol")] == [
        "建基盤",
        "助成長",
        "選菁英",
    ]
    assert "隱形冠軍" not in words(by_id(site["about/"], "main"))


def with_stories_in_a_menu(site: Site) -> set[str]:
    """The pages on which some navigation leads to the stories."""
    menu = re.compile(r'<nav\b(?:(?!</nav>).)*href="[./]*(?:/catalogue/)?stories/"', re.DOTALL)
    return {address for address, text in site.texts.items() if menu.search(text)}


def test_until_a_story_is_published_the_page_says_so_and_no_menu_leads_there(site: Site) -> None:
    assert "這裡還沒有故事。" in words(by_id(site["stories/"], "main"))
    assert not [address for address in site if re.match("stories/.", address)]
    assert with_stories_in_a_menu(site) == set()


def test_a_published_story_has_a_page_and_a_place_in_every_menu(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    (content / "stories").mkdir()
    (content / "stories" / "first.md").write_text(STORY, encoding="utf-8")
    second = STORY.replace("105", "104").replace("一顆螺絲", "兩顆螺絲")
    (content / "stories" / "second.md").write_text(second, encoding="utf-8")

    site = pages_of(content)

    assert [words(title) for title in by_class(site["stories/"], "card-title")] == [
        "一顆螺絲，賣到三十個國家",
        "兩顆螺絲，賣到三十個國家",
    ]
    assert "還沒有" not in words(by_id(site["stories/"], "main"))
    story = by_id(site["stories/first/"], "main")
    assert [words(fact) for fact in story.iter("dd")] == [
        "測試精密股份有限公司",
        "105 年（2016 年）測試用的獎",
    ]
    assert "資料來源：虛構，只供測試。" in words(story)
    assert "https://www.example.com/" in targets(story)
    assert with_stories_in_a_menu(site) == set(site)
