"""The matching page as a reader uses it; and its rules against the shared table and Python's."""

import json
from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Page, Request, expect

from catalogue.eligibility import CERTAIN, UNCERTAIN, judge_criterion, judge_service
from catalogue.validation import load_catalogue
from tests.sample import CONTENT
from tests.test_firms import CLOSED, FIRMS, decided
from tests.test_matching import VECTORS, firm_of

INDUSTRIES = {"certain": CERTAIN, "uncertain": UNCERTAIN}
JUDGE = """async ([cases, industries]) => {
  const e = await import("/some/sub/path/assets/js/eligibility.js");
  return cases.map(([tests, firm]) => {
    const judged = tests.map((test) => e.judgeCriterion(test, firm, industries));
    return [e.serviceVerdict(judged.map(({ verdict }) => verdict)),
      judged.map(({ verdict, because }) => [verdict, because])];
  });
}"""
BEST = """(cases) => import("/some/sub/path/assets/js/eligibility.js").then((e) =>
  cases.map(({ services }) => e.bestVerdict(services)))"""
NUMBERS = """(cases) => import("/some/sub/path/assets/js/answers.js").then((a) =>
  cases.map(([text, name]) => a.readNumber(text, name) ?? null))"""


def measure(id: str, number: int, **service: Any) -> dict[str, Any]:  # noqa: A002
    """One made-up measure as match/measures.json has it."""
    contact = {
        "who": "經濟部工業局 林技正",
        "phone": "(02)2754-1255",
        "link": "tel:+886227541255",
    }
    defaults = {"name": "輔導補助", "needs": ["grants"], "windows": [["rolling"]], "criteria": []}
    return {
        "id": id,
        "number": number,
        "title": f"措施 {id}",
        "agencies": ["經濟部工業局"],
        "preferences": ["優先支持"],
        "calendar": False,
        "services": [defaults | {"contact": contact} | service],
    }


MAKER = {"text": "製造業", "test": {"industry": ["製造業"]}}
CLOSING = [["fixed", "2016-01-01", "2016-03-15"]]
MADE_UP = [
    measure("ask", 1),
    measure("met", 2, criteria=[MAKER]),
    measure("soon", 3, windows=CLOSING, criteria=[MAKER]),
    measure("partly", 4, criteria=[MAKER, {"text": "財務健全", "test": None}]),
    measure("upcoming", 5, windows=[["fixed", "2016-05-01", None]], criteria=[MAKER]),
    measure("closed", 6, windows=[["fixed", None, "2016-02-01"]], criteria=[MAKER]),
    measure("caterer", 7, criteria=[{"text": "餐飲業者", "test": {"industry": ["餐飲業"]}}]),
    measure("unstated", 8, windows=[["unstated"]]),
    measure("lender", 9, name="融資貸款", needs=["loans"]),
]


@pytest.fixture
def made_up(page: Page) -> Page:
    """The real page over made-up measures."""
    data = json.dumps({**INDUSTRIES, "measures": MADE_UP})
    page.route("**/match/measures.json", lambda route: route.fulfill(body=data))
    page.goto("match/")
    return page


def tick(page: Page, name: str, *values: str) -> None:
    for value in values:
        page.locator(f'input[name="{name}"][value="{value}"]').check()


def shown(page: Page, selector: str = "#match-results .match") -> list[str]:
    return [item.get_attribute("data-id") or "" for item in page.locator(selector).all()]


def submit(page: Page) -> None:
    page.get_by_role("button", name="看結果").click()
    expect(page.locator("#match-results-heading")).to_be_focused()


def test_the_shared_table(page: Page) -> None:
    page.goto("match/")
    criteria, services = VECTORS["criteria"], VECTORS["services"]
    cases = [[[case["test"]], case["firm"]] for case in criteria]
    answers = page.evaluate(JUDGE, [cases, INDUSTRIES])
    for case, (_, judged) in zip(criteria, answers, strict=True):
        assert judged == [[case["verdict"], case["because"]]], case["name"]
    cases = [[case["tests"], case["firm"]] for case in services]
    answers = page.evaluate(JUDGE, [cases, INDUSTRIES])
    for case, (verdict, _) in zip(services, answers, strict=True):
        assert verdict == case["verdict"], case["name"]
    found = page.evaluate(BEST, VECTORS["measures"])
    assert found == [case["verdict"] for case in VECTORS["measures"]]


def test_every_real_service_for_many_firms_as_python_judges_it(page: Page) -> None:
    page.goto("match/")
    services = [s for m in load_catalogue(CONTENT).measures for s in m.services]
    industries = [[], ["製造業"], ["服務業"], ["餐飲業", "物流業"], ["園區科學工業"], ["other"]]
    honours = [{"honour": word} for word in ("卓越中堅企業", "潛力中堅企業", "none")] + [{}]
    factories = [{"factory": word} for word in ("yes", "no", "exempt")] + [{}]
    sizes: list[dict[str, Any]] = [
        {},
        {"employees": 200, "capital": 20_000_000, "revenue": 20_000_000_000},
        {"employees": 2001, "capital": 19_999_999, "revenue": 20_000_000_001},
    ]
    firms = [
        {"industries": own} | honour | factory | size
        for own, honour, factory, size in product(industries, honours, factories, sizes)
    ]
    tests = [
        [c.test and c.test.model_dump(mode="json", exclude_none=True) for c in s.eligibility]
        for s in services
    ]

    answers = page.evaluate(JUDGE, [[[t, firm] for firm in firms for t in tests], INDUSTRIES])

    for (firm, service), (verdict, judged) in zip(product(firms, services), answers, strict=True):
        own = firm_of(firm)
        expected = [judge_criterion(criterion, own) for criterion in service.eligibility]
        assert verdict == judge_service(service, own), (service.heading, firm)
        assert judged == [[j.verdict, list(j.because)] for j in expected], (service.heading, firm)


@pytest.mark.parametrize("name", FIRMS)
def test_an_invented_firm_as_the_handbook_judges_it(page: Page, name: str) -> None:
    page.goto(f"match/{address_of(FIRMS[name]['answers'])}")
    expect(page.locator("#match-results-heading")).to_have_count(1)
    found = page.locator("#match-results [data-id]").evaluate_all(
        "all => all.map((item) => [item.dataset.id, item.dataset.verdict])"
    )
    assert len(found) == 42
    assert {i: verdict for i, verdict in found if verdict != "ask"} == decided(FIRMS[name])
    statuses = page.locator(".match").evaluate_all("all => all.map((i) => i.dataset.status)")
    order = ["open", "upcoming", "announced", "unstated", "closed"]
    assert statuses == sorted(statuses, key=order.index)


@pytest.mark.parametrize("day", CLOSED, ids=str)
def test_what_has_closed_by_the_readers_day_stands_last(page: Page, day: date) -> None:
    page.clock.set_fixed_time(f"{day}T12:00:00+08:00")
    page.goto(f"match/{address_of(FIRMS['press-shop']['answers'])}")
    expect(page.locator(".match").first).to_be_visible()
    closed = shown(page, '.match[data-status="closed"]')
    assert set(closed) == set(CLOSED[day])
    assert shown(page)[-len(closed) :] == closed


def address_of(answers: Mapping[str, Any]) -> str:
    """Where the page shows what fits a firm that answers so."""
    pairs = [("industry", industry) for industry in answers.get("industries", ())]
    pairs += [(key, answers[key]) for key in ("honour", "factory") if key in answers]
    pairs += [("employees", f"{answers['employees']}")] if "employees" in answers else []
    pairs += [(key, f"{answers[key]}元") for key in ("capital", "revenue") if key in answers]
    return f"#{urlencode(pairs)}" if pairs else "#all"


def test_numbers_as_people_write_them(page: Page) -> None:
    page.goto("match/")
    cases: list[tuple[str, str, int | None]] = [
        ("150", "employees", 150),
        ("１５０ 人", "employees", 150),
        ("1,500", "employees", 1500),
        ("2000", "capital", 20_000_000),
        ("2,000 萬元", "capital", 20_000_000),
        ("1999.9999", "capital", 19_999_999),
        ("1.5 億", "capital", 150_000_000),
        ("20000000元", "capital", 20_000_000),
        ("0", "employees", 0),
        ("-5", "employees", None),
        ("150 萬", "employees", None),
        ("1.5", "employees", None),
        ("1.2.3", "capital", None),
        ("約兩千", "capital", None),
        ("1e9", "capital", None),
        ("", "capital", None),
    ]
    found = page.evaluate(NUMBERS, [[text, name] for text, name, _ in cases])
    assert found == [number for _, _, number in cases]


def test_open_first_then_fit_then_deadline(made_up: Page) -> None:
    tick(made_up, "industry", "製造業")
    submit(made_up)
    assert shown(made_up) == [
        "soon",
        "met",
        "partly",
        "ask",
        "lender",
        "upcoming",
        "unstated",
        "closed",
    ]
    assert shown(made_up, ".unfit li") == ["caterer"]
    counts = "4 項看來符合，4 項要先問主辦機關，1 項不符合。"
    expect(made_up.locator("#match-status")).to_have_text(counts)
    expect(made_up.locator("#match-results .lead")).to_have_text(counts)


def test_nothing_answered_is_nothing_promised(made_up: Page) -> None:
    submit(made_up)
    verdicts = made_up.locator(".match").evaluate_all("all => all.map((i) => i.dataset.verdict)")
    assert verdicts == ["ask"] * len(MADE_UP)
    expect(made_up.locator(".unfit")).to_have_count(0)


def test_each_criterion_says_why(made_up: Page) -> None:
    tick(made_up, "industry", "製造業")
    submit(made_up)
    partly = made_up.locator('[data-id="partly"]')
    expect(partly.locator(".verdict")).to_have_text("？先問主辦機關：1 項符合，1 項要問")
    partly.locator("summary").click()
    expect(partly.locator(".criteria li")).to_have_text(
        ["✓符合 製造業你填的是製造業。", "？要問 財務健全問卷看不出來，請先問主辦機關。"]
    )
    expect(made_up.locator('[data-id="ask"] .verdict')).to_have_text(
        "？先問主辦機關：手冊沒有列申請條件"
    )
    made_up.locator(".unfit summary").click()
    expect(made_up.locator(".unfit li")).to_contain_text("餐飲業者（要餐飲業；你填的是製造業。）")


def test_a_number_out_of_range_says_which_and_how(page: Page) -> None:
    page.goto("match/#industry=製造業&employees=5000&revenue=600億")
    page.locator(".unfit summary").click()
    expect(page.locator('.unfit [data-id="work-environment"] .reason')).to_have_text(
        [
            "✗訪視診斷：工作環境改善基礎技術輔導：製造業，200 人以下"
            "（員工人數要 200 人以下；你填的是 5,000 人。）",
            "✗訪視診斷：風險管理技術輔導：營業額 200 億元以下，或員工 100 人以上、2,000 人以下"
            "（員工人數要 100 人以上、2,000 人以下；你填的是 5,000 人。"
            "營業額要 200 億元以下；你填的是 600 億元。）",
        ]
    )


def test_an_answer_that_is_no_noun_is_quoted(page: Page) -> None:
    page.goto("match/#honour=none&industry=other")
    page.locator(".unfit summary").click()
    expect(page.locator('.unfit [data-id="buyer-bridge"] .reason')).to_have_text(
        "✗其他：協助海外客戶開發：中堅企業（要卓越中堅企業或潛力中堅企業；你填的是「都還不是」。）"
    )


def test_a_service_that_has_closed_hides_none_that_is_open(page: Page) -> None:
    """And is not offered beside it as if it were open."""
    page.goto("match/#industry=園區科學工業")
    park = page.locator('[data-id="science-park-rd"]')
    expect(park.locator(".status")).to_have_text("可申請")
    expect(park.locator(".card-agency").nth(1)).to_have_text(
        "還有：輔導補助：科學工業園區研發精進產學合作計畫（先問，已截止）"
    )
    expect(park.locator(".call")).to_have_text(
        "中部科學工業園區管理局 盧小姐 (04)2565-8588 分機 7325"
    )


def test_a_closed_service_that_fits_does_not_hide_an_open_one(made_up: Page) -> None:
    closed = MADE_UP[5]["services"] + MADE_UP[0]["services"]
    data = json.dumps({**INDUSTRIES, "measures": [MADE_UP[5] | {"services": closed}]})
    made_up.route("**/match/measures.json", lambda route: route.fulfill(body=data))
    made_up.goto("match/#industry=製造業")
    made_up.reload()
    expect(made_up.locator(".match .status")).to_have_text("可申請")
    expect(made_up.locator(".match .verdict")).to_have_text("？先問主辦機關：手冊沒有列申請條件")


def test_needs_and_time_narrow(made_up: Page) -> None:
    tick(made_up, "need", "loans")
    submit(made_up)
    assert shown(made_up) == ["lender"]
    made_up.locator('input[name="need"][value="loans"]').uncheck()
    tick(made_up, "industry", "製造業")
    tick(made_up, "when", "now")
    submit(made_up)
    assert shown(made_up) == ["soon", "met", "partly", "ask", "lender", "unstated"]
    expect(made_up.locator("#match-results > .hint")).to_have_text(
        "另有 2 項時間不合，沒有列出；時間改選「都看」就看得到。"
    )
    tick(made_up, "when", "later")
    submit(made_up)
    assert shown(made_up)[-2:] == ["upcoming", "unstated"]


def test_the_address_holds_all_answers_and_sends_none(page: Page) -> None:
    asked: list[str] = []
    page.goto("match/")

    def listen(request: Request) -> None:
        asked.append(unquote(request.url) + (request.post_data or ""))

    page.on("request", listen)
    tick(page, "need", "environment", "training")
    tick(page, "industry", "製造業", "物流業")
    tick(page, "honour", "潛力中堅企業")
    tick(page, "factory", "yes")
    page.fill("#match-employees", "150")
    page.fill("#match-capital", "1.5 億")
    submit(page)
    address, results = page.url, shown(page)
    assert len(results) > 3

    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".match")).to_have_count(len(results))
    assert shown(page) == results
    expect(page.locator("#match-capital")).to_have_value("1.5 億")
    expect(page.locator('input[value="潛力中堅企業"]')).to_be_checked()
    expect(page.locator(".answered div")).to_have_text(
        [
            "需要訓練員工；省電、環保、工安",
            "行業製造業、物流業",
            "是不是中堅企業潛力中堅企業",
            "工廠登記有工廠登記",
            "員工人數150 人",
            "實收資本額1 億 5,000 萬元",
            "時間都看",
        ]
    )
    sent = " ".join(url.partition("#")[0] for url in asked)
    assert "match/measures.json" in sent
    assert "製造業" not in sent
    assert "150" not in sent.replace(page.url.split("/some/")[0], "")


def test_an_address_with_a_question_mark_is_understood(made_up: Page) -> None:
    made_up.goto("match/?need=loans&honour=none")
    expect(made_up.locator(".match")).to_have_count(1)
    expect(made_up.locator('input[value="none"]')).to_be_checked()


def test_back_leads_to_the_earlier_answers(made_up: Page) -> None:
    tick(made_up, "need", "loans")
    submit(made_up)
    made_up.locator('input[value="loans"]').uncheck()
    tick(made_up, "need", "grants")
    submit(made_up)
    assert shown(made_up)[0] == "soon"
    made_up.go_back()
    expect(made_up.locator(".match")).to_have_count(1)
    expect(made_up.locator('input[value="loans"]')).to_be_checked()
    made_up.go_back()
    expect(made_up.locator("#match-results")).to_be_hidden()
    expect(made_up.locator('input[value="loans"]')).not_to_be_checked()


def test_a_place_on_the_page_is_no_answer(made_up: Page) -> None:
    tick(made_up, "need", "loans")
    submit(made_up)
    made_up.evaluate("location.hash = '#main'")
    assert shown(made_up) == ["lender"]
    made_up.goto("about:blank")
    made_up.goto("match/#main")
    expect(made_up.locator("#match-results")).to_be_hidden()


def test_a_number_that_cannot_be_read_is_said_beside_it(page: Page) -> None:
    page.goto("match/")
    page.fill("#match-employees", "很多")
    page.get_by_role("button", name="看結果").click()
    field = page.locator("#match-employees")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#match-employees-error")).to_have_text("看不懂這個數字，請寫成像 150。")
    expect(page.locator("#match-results")).to_be_hidden()
    page.fill("#match-employees", "150")
    submit(page)
    expect(page.locator("#match-employees-error")).to_be_hidden()


def test_clearing_starts_over(made_up: Page) -> None:
    tick(made_up, "need", "loans")
    submit(made_up)
    made_up.get_by_role("button", name="全部清除").click()
    expect(made_up.locator("#match-results")).to_be_hidden()
    expect(made_up.locator('input[value="loans"]')).not_to_be_checked()
    assert "#" not in made_up.url


def test_a_closed_measure_is_not_shown_as_open_later(made_up: Page) -> None:
    made_up.clock.set_fixed_time("2016-03-16T12:00:00+08:00")
    tick(made_up, "industry", "製造業")
    submit(made_up)
    expect(made_up.locator('[data-id="soon"] .status')).to_have_text("已截止")


def test_results_lead_on(page: Page) -> None:
    page.goto("match/#honour=卓越中堅企業&need=research")
    citd = page.locator('[data-id="citd"]')
    home = page.url.split("match/")[0]
    expect(citd.locator("h3 a")).to_have_attribute("href", f"{home}measures/citd/")
    calendar = f"{home}calendar/measures/citd.ics"
    expect(citd.locator("a[download]")).to_have_attribute("href", calendar)
    expect(citd.locator("a[href^='tel:']")).to_have_text("(02)2754-1255 分機 2414")
    preferences = citd.get_by_role("link", name="中堅企業另有優惠")
    expect(preferences).to_have_attribute("href", f"{home}measures/citd/#preferences")
    citd.locator(".keep").click()
    expect(citd.locator(".keep")).to_contain_text("已在清單")
    expect(page.locator(".site-nav a[href$='shortlist/']")).to_contain_text("1")
    expect(page.locator(".ask a[href^='tel:']")).to_be_visible()
    assert "#honour" in unquote(page.locator("#match-mail").get_attribute("href") or "")


def test_paper_has_every_criterion(made_up: Page) -> None:
    tick(made_up, "industry", "製造業")
    submit(made_up)
    made_up.evaluate("dispatchEvent(new Event('beforeprint'))")
    made_up.emulate_media(media="print")
    expect(made_up.locator("#match-form")).to_be_hidden()
    for reason in made_up.locator("#match-results .reason").all():
        expect(reason).to_be_visible()
    expect(made_up.get_by_text("不符合的 1 項，和原因")).to_be_visible()


@pytest.mark.expect_problems(r"request failed: .*/match/measures\.json")
def test_a_lost_connection_can_be_tried_again(page: Page) -> None:
    page.goto("match/")
    page.route("**/match/measures.json", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="看結果").click()
    expect(page.locator("#match-status")).to_contain_text("資料載入失敗")
    page.unroute("**/match/measures.json")
    page.get_by_role("button", name="再試一次").click()
    expect(page.locator(".match").first).to_be_visible()


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_the_questions_are_links(page: Page) -> None:
    page.goto("match/")
    expect(page.locator("#match-form")).to_be_hidden()
    expect(page.locator("main .notice")).to_be_visible()
    expect(page.locator(".by-yourself h3")).to_have_text(
        ["需要什麼？", "哪一方面？", "什麼時候要申請？", "公司合不合條件？"]
    )
    page.get_by_role("link", name="融資貸款").click()
    expect(page.locator("h1")).to_have_text("融資貸款")


@pytest.mark.browser_context(viewport={"width": 320, "height": 700})
def test_results_fit_the_smallest_phone(page: Page) -> None:
    page.goto("match/#industry=製造業&honour=none&employees=150")
    expect(page.locator(".match").first).to_be_visible()
    for summary in page.locator("#match-results summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
