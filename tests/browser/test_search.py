"""Search on the real site: exactly what the pages say, in official and in everyday words."""

import html
import re
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

LITERAL = [
    "補助",
    "海外參展",
    "節能減碳",
    "生產力4.0",
    "CITD",
    "工業局",
    "技術處",
    "商業司",
    "國際貿易局",
    "替代役",
    "產學合作",
    "中堅企業",
    "人才培訓",
    "智慧財產",
    "信用保證",
    "緬甸",
    "中小企業",
    "免費",
    "徵才",
    "型錄",
    "研發",
    "貸款",
    "50%",
    "1,000",
    "營業秘密",
    "物聯網",
    "溫室氣體",
    "劉美惠",
    "李經理",
    "教育部",
    "桃竹苗分署",
    "永續",
    "學士",
    "仰光",
    "TIPS",
    "型",
    "役",
]

SCATTERED = "一家企業"
"""Written so in two measures; two others have 一家, 家企 and 企業, each elsewhere."""


@pytest.fixture(scope="session")
def texts(built_site: Path) -> dict[str, str]:
    """What each measure's page says, white space between Han and other characters left out."""
    found = {}
    for path in sorted((built_site / "measures").glob("*/index.html")):
        article = re.search(r"<article class=\"measure.*?</article>", path.read_text(), re.DOTALL)
        assert article is not None
        found[path.parent.name] = comparable(html.unescape(re.sub("<[^>]+>", "", article[0])))
    return found


def comparable(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().replace("台", "臺")
    return re.sub(r"[ ,]", "", text)


def ask(page: Page, query: str) -> list[str]:
    """Type a query; the ids of all results, in order."""
    page.fill("#q", query)
    status = page.locator("#search-status")
    expect(status).to_contain_text(query)
    more = page.locator("#search-results .more button")
    while more.count() > 0:
        before = page.locator("#search-results .card").count()
        more.click()
        page.wait_for_function(
            "n => document.querySelectorAll('#search-results .card').length > n", arg=before
        )
    addresses = page.locator("#search-results .card-title a").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    return [address.split("/")[-2] for address in addresses]


def test_literal_queries_find_exactly_the_pages_that_say_so(
    page: Page, texts: dict[str, str]
) -> None:
    page.goto("search/")
    for query in LITERAL:
        truth = {name for name, text in texts.items() if comparable(query) in text}
        assert truth, f"{query} stands nowhere: the test asks nothing"
        assert set(ask(page, query)) == truth, query


def test_a_telephone_number_is_found_however_it_is_typed(page: Page, texts: dict[str, str]) -> None:
    truth = {name for name, text in texts.items() if "(02)2754-1255" in text}
    page.goto("search/")
    for query in ("02-2754-1255", "(02)2754-1255", "02 2754 1255", "2754-1255", "0227541255"):
        assert set(ask(page, query)) == truth, query


def test_everyday_words_find_official_ones_and_say_how(page: Page) -> None:
    page.goto("search/")
    assert set(ask(page, "借錢")[:3]) == {"brand-loan", "innovation-rd-loan", "credit-guarantee"}
    first = page.locator("#search-results .card").first
    expect(first.locator(".via")).to_have_text(re.compile("^透過「.+」找到$"))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("客戶叫我們簽CSR", "sustainability"),  # a subject counts little
        ("找會開堆高機的人", "job-matching"),  # 找…人
        ("最高補助六百萬", "value-chain-ict"),  # 600 萬
        ("網站沒人看", "dedicated-web-pages"),  # 網站 stands in all, and means one
        ("借一點", "innovation-rd-loan"),  # a single character that means something
    ],
)
def test_a_question_is_understood(page: Page, question: str, first: str) -> None:
    page.goto("search/")
    assert ask(page, question)[0] == first


def test_title_above_summary_above_text(page: Page) -> None:
    page.goto("search/")
    assert ask(page, "海外參展")[0] == "overseas-exhibitions"
    assert ask(page, "替代役")[0] == "substitute-service"


def test_the_address_holds_query_and_filters(page: Page) -> None:
    page.goto("search/?q=補助&status=open&category=technology")
    expect(page.locator("#search-status")).to_contain_text(
        "「補助」找到 4 項措施，已套用篩選條件。"
    )
    expect(page.locator("#q")).to_have_value("補助")
    expect(page.locator("#filter-status-open")).to_be_checked()
    page.locator("#filter-category-technology").uncheck()
    assert "category" not in page.url
    page.go_back()
    expect(page.locator("#filter-category-technology")).to_be_checked()


def test_filters_are_fetched_by_whoever_opens_one(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("search/?q=補助")
    expect(page.locator("#search-status")).to_contain_text("找到 25 項措施")
    assert [address for address in fetched if address.endswith("facets.json")] == []
    page.focus("#facet-category")
    page.keyboard.press("Enter")
    counts = page.locator("[data-facet=category] .count")
    expect(counts.first).to_be_visible()
    assert sum(int(count) for count in counts.all_text_contents()) >= 25
    expect(page.locator("#facet-category")).to_be_focused()
    assert [a.partition("/search/")[2] for a in fetched if a.endswith("facets.json")] == [
        "0/facets.json"
    ]


def test_a_query_from_any_page_leads_to_its_results(page: Page) -> None:
    page.goto("measures/citd/")
    page.fill("#q-header", "信用保證")
    page.press("#q-header", "Enter")
    expect(page.locator("#search-results .card-title").first).to_contain_text("信用保證")


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("search/")
    page.keyboard.press("/")
    page.keyboard.type("商務中心")
    expect(page.locator("#search-results .card-title a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measures/overseas-business-centers/")


@pytest.mark.parametrize(
    "query", ["!!!", "，。", "<script>alert(1)</script>", "(.*", "啊" * 10_000]
)
def test_odd_queries_get_an_answer_and_no_error(page: Page, query: str) -> None:
    page.goto("search/")
    page.fill("#q", query)
    expect(page.locator("#search-status")).not_to_be_empty()


def test_a_query_of_ten_thousand_characters_is_not_repeated_in_full(page: Page) -> None:
    page.goto("search/")
    page.fill("#q", "補助" + "甲乙丙丁" * 2_500)
    status = page.locator("#search-status")
    expect(status).to_contain_text("沒有措施符合「補助甲乙丙丁")
    expect(status).to_contain_text("…」的全部內容；")
    assert len(status.inner_text()) < 150
    expect(page.locator("#search-results .card").first).to_be_visible()


def test_nothing_is_fetched_before_the_reader_touches_the_box(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("search/")
    page.wait_for_load_state("networkidle")
    assert [address for address in fetched if address.endswith((".json", ".bin"))] == []
    with page.expect_response("**/windows/0.json"):
        page.focus("#q")
    found = [address for address in fetched if address.endswith((".json", ".bin"))]
    assert [a.partition("/search/")[2] for a in found] == ["index.json", "windows/0.json"]


def cut(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(name, marks=pytest.mark.expect_problems(re.escape(name)))
        for name in ("search/index.json", "search/windows/", "search/words/", "search/texts/")
    ],
)
def test_a_broken_network_is_admitted_and_can_be_tried_again(page: Page, lost: str) -> None:
    pattern = re.compile(re.escape(lost))
    page.goto("search/")
    page.route(pattern, cut)
    page.fill("#q", "補助")
    expect(page.locator("#search-status")).to_contain_text("搜尋資料載入失敗")
    expect(page.locator("#search-browse")).to_be_visible()
    expect(page.locator("#search-results .card")).to_have_count(0)
    page.unroute(pattern, cut)
    page.click("#search-retry")
    expect(page.locator("#search-status")).to_contain_text("「補助」找到")


@pytest.mark.expect_problems("answered 404: .*/search/windows/0.json")
def test_a_missing_file_is_admitted(page: Page) -> None:
    page.route("**/windows/0.json", lambda route: route.fulfill(status=404, body=""))
    page.goto("search/?q=補助")
    expect(page.locator("#search-status")).to_contain_text("搜尋資料載入失敗")
    expect(page.locator("#search-browse a").first).to_be_visible()


# Chromium asks for the icon again when the address changes, which it does as one types.
@pytest.mark.expect_problems("search/words/.*bin|assets/icon.svg")
def test_a_network_lost_while_typing_comes_back_by_itself(page: Page) -> None:
    with page.expect_event("requestfinished", lambda request: "/pages/words/" in request.url):
        page.goto("search/?q=補助")  # which no other page has: nothing more is fetched
    expect(page.locator("#search-status")).to_contain_text("「補助」找到")
    page.context.set_offline(True)
    page.fill("#q", "節能減碳")
    expect(page.locator("#search-status")).to_contain_text("搜尋資料載入失敗")
    page.context.set_offline(False)
    page.fill("#q", "節能減碳 ")
    expect(page.locator("#search-status")).to_contain_text("「節能減碳」找到 2 項措施")


def test_more_results_are_shown_when_asked_for_and_the_focus_goes_on(page: Page) -> None:
    page.goto("search/?q=中堅企業")
    cards = page.locator("#search-results .card")
    expect(cards).to_have_count(10)
    expect(page.locator("#search-status")).to_contain_text("找到 42 項措施")
    page.locator("#search-results .more button").press("Enter")
    expect(cards).to_have_count(20)
    expect(cards.nth(10).locator(".card-title a")).to_be_focused()


def test_what_has_the_words_but_not_together_is_not_counted_as_having_them(page: Page) -> None:
    page.goto("search/")
    page.fill("#q", SCATTERED)
    expect(page.locator("#search-status")).to_contain_text(f"「{SCATTERED}」找到 ")
    literal = set(ask(page, SCATTERED))
    shown = page.locator("#search-related .card")
    told = shown.filter(has_text="這些字都有，但不是連著寫")
    expect(told.first).to_be_visible()
    addresses = told.locator(".card-title a").evaluate_all("links => links.map((a) => a.href)")
    assert literal.isdisjoint(address.split("/")[-2] for address in addresses)


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_the_indexes_stand_in(page: Page) -> None:
    page.goto("search/")
    expect(page.locator("#search-browse a").first).to_be_visible()
