"""Without a network: what was read is there, dated; nothing stale passes for fresh.

The service worker is the real one, of the real site built for 1 March 2016, under a base path.
"""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.serving import serve
from tests.browser.watching import watch
from tests.conftest import BASE_PATH

NOTE = "連不上網站，或是網路太慢。"
MOMENT = r"105 年 3 月 1 日（2016-03-01 星期二）12:00（台北時間）"
UNREAD = "現在連不上網站，這一頁也還沒有存在這台裝置上。"
KEPT = """async () => {
  const kept = [];
  for (const name of (await caches.keys()).filter((name) => name.startsWith("offline "))) {
    for (const { url } of await (await caches.open(name)).keys()) kept.push([name, url]);
  }
  return kept;
}"""


@dataclass
class Server:
    """A copy of the site that a test may change, and how well it answers."""

    folder: Path
    home: str = ""
    asked: list[str] = field(default_factory=list)
    status: HTTPStatus | None = None
    failing: str = ""
    go_on: threading.Event = field(default_factory=threading.Event)

    def hear(self, path: str) -> HTTPStatus | None:
        self.asked.append(path.removeprefix(BASE_PATH))
        self.go_on.wait(60)
        return self.status if self.failing in path else None

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def server(built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # All answers are of noon of 1 March 2016 in Taipei.
    monkeypatch.setattr(
        "http.server.BaseHTTPRequestHandler.date_time_string",
        lambda *_: "Tue, 01 Mar 2016 04:00:00 GMT",
    )
    server = Server(folder=tmp_path / "site")
    shutil.copytree(built_site, server.folder)
    server.go_on.set()
    with serve(server.folder, BASE_PATH, server.hear) as server.home:
        yield server
        server.go_on.set()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=server.home, locale="zh-TW", timezone_id="America/Los_Angeles"
    )
    complaints = watch(context, server.home)
    context.clock.set_fixed_time("2016-03-01T12:00:00+08:00")
    yield context
    server.go_on.set()
    context.close()
    # A network that fails is told of; that the policy or a script objects is a fault.
    loud = [line for line in complaints if re.match("console|page error|foreign", line)]
    assert loud == []


@pytest.fixture
def reader(context: BrowserContext) -> Page:
    return context.new_page()


def kept(page: Page, kind: str = "pages") -> list[str]:
    """What is kept of a kind, the longest kept first, as paths from the home page."""
    found = [url for name, url in page.evaluate(KEPT) if name.endswith(f" {kind}")]
    return [url.partition(BASE_PATH)[2] for url in found]


def wait_until(page: Page, holds: str, argument: object = None) -> None:
    """Ask the page until an async function holds. (Playwright takes its promise for a yes.)"""
    asking = f"""async (argument) => {{
      const holds = {holds};
      for (const start = performance.now(); performance.now() - start < 15000; ) {{
        if (await holds(argument)) return true;
        await new Promise((done) => requestAnimationFrame(done));
      }}
    }}"""
    assert page.evaluate(asking, argument), holds


def wait_until_kept(page: Page, *paths: str) -> None:
    wait_until(
        page,
        "async (urls) => (await Promise.all(urls.map((url) => caches.match(url)))).every(Boolean)",
        [f"{page.url.partition(BASE_PATH)[0]}{BASE_PATH}{path}" for path in paths],
    )


def read(page: Page, *paths: str) -> None:
    """Visit pages, and wait until the worker has kept each with the scripts it loaded."""
    for path in paths:
        page.goto(path)
        wait_until(page, "() => navigator.serviceWorker.controller")
        wait_until_kept(page, path.partition("?")[0].removeprefix("./"), "offline/")
        wait_until_kept(page, "assets/js/schedule.js", "assets/css/site.css")


@contextmanager
def offline(page: Page) -> Iterator[None]:
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def test_a_page_once_read_is_there_with_its_date_and_todays_status(reader: Page) -> None:
    read(reader, "measures/citd/")
    expect(reader.locator("[data-kept]")).to_be_hidden()
    expect(reader.locator(".answer-when .status")).to_have_text("可申請")
    reader.clock.set_fixed_time("2016-12-31T08:00:00+08:00")

    with offline(reader):
        reader.reload()
        expect(reader.locator("h1")).to_have_text("協助傳統產業技術開發計畫(CITD)")
        note = reader.locator("body > [data-kept]")
        expect(note).to_be_visible()
        expect(note).to_have_text(
            f"{NOTE}下面是 {MOMENT} 存在這台裝置上的內容，之後可能改過。再試一次"
        )
        expect(reader.locator(".answer-when .status")).to_have_text("已截止")
        assert (
            reader.evaluate("getComputedStyle(document.querySelector('.answers')).borderTopWidth")
            == "4px"
        )
        reader.get_by_role("button", name="放進清單").first.click()
        expect(reader.locator(".site-nav .count")).to_have_text(" 1 項")

    note.get_by_role("link", name="再試一次").click()
    expect(reader.locator("[data-kept]")).to_be_hidden()


def test_the_offline_page_stands_in_for_what_was_never_read(reader: Page) -> None:
    read(reader, "measures/citd/", "./")
    with offline(reader):
        reader.goto("categories/technology/rd-loans/")
        expect(reader.locator("[data-unread]")).to_contain_text(UNREAD)
        links = reader.locator("#kept-pages a")
        expect(links).to_have_text(
            ["政府幫中堅企業的 42 項措施，一次查清楚", "協助傳統產業技術開發計畫(CITD)"]
        )
        expect(reader.locator("#kept-pages li").last).to_contain_text(f"{MOMENT}存下")
        assert reader.evaluate("document.styleSheets.length") == 1
        links.last.click()
        expect(reader.locator("h1")).to_have_text("協助傳統產業技術開發計畫(CITD)")
        reader.locator(".site-header .site-name").click()
        expect(reader.locator("#closing-list")).to_be_visible()
        reader.goto("offline/")
        expect(reader.locator("[data-unread]")).to_be_hidden()
        expect(reader.locator("#kept-pages a")).to_have_count(2)


def test_the_network_comes_first(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/", "./")
    server.change("measures/citd/index.html", "<h1>協助", "<h1>新的協助")
    reader.goto("measures/citd/")
    expect(reader.locator("h1")).to_have_text("新的協助傳統產業技術開發計畫(CITD)")
    expect(reader.locator("[data-kept]")).to_be_hidden()
    with offline(reader):
        reader.reload()
        expect(reader.locator("h1")).to_have_text("新的協助傳統產業技術開發計畫(CITD)")


def test_a_slow_network_is_not_waited_for_but_still_heard(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/")
    server.change("measures/citd/index.html", "<h1>協助", "<h1>新的協助")
    server.go_on.clear()
    reader.goto("measures/citd/", wait_until="commit")
    expect(reader.locator("[data-kept]")).to_contain_text(MOMENT)
    expect(reader.locator("h1")).to_have_text("協助傳統產業技術開發計畫(CITD)")

    server.go_on.set()
    wait_until(
        reader,
        "async () => (await (await caches.match(location.href)).text()).includes('<h1>新的')",
    )


def test_a_broken_server_is_no_answer_and_never_kept(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/")
    server.status = HTTPStatus.BAD_GATEWAY
    reader.reload()
    expect(reader.locator("[data-kept]")).to_contain_text(MOMENT)
    answer = reader.goto("deadlines/")
    assert answer is not None
    assert answer.status == HTTPStatus.BAD_GATEWAY
    server.status = None
    reader.goto("measures/citd/")
    assert kept(reader) == ["measures/citd/"]


def test_a_withdrawn_page_is_forgotten(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/", "./")
    (server.folder / "measures" / "citd" / "index.html").unlink()
    reader.goto("measures/citd/")
    expect(reader.locator("h1")).to_have_text("找不到這一頁")
    wait_until(reader, "async () => !(await caches.match(location.href))")
    assert kept(reader) == [""]


def test_a_new_version_replaces_the_old_and_fetches_again_what_was_read(
    reader: Page, server: Server
) -> None:
    read(reader, "measures/citd/", "./")
    before = {name for name, _ in reader.evaluate(KEPT)}
    reader.evaluate(
        "async () => (await caches.open('offline /other/ 1 pages')).put('/other/', new Response())"
    )
    server.change("measures/citd/index.html", "<h1>協助", "<h1>新的協助")
    server.change("assets/css/site.css", ".answers { border:", ".answers { --new: yes; border:")
    version = re.search(
        '"version": "([0-9a-f]{12})"', (server.folder / "service-worker.js").read_text()
    )
    assert version is not None
    server.change("service-worker.js", version[1], "new-version")

    reader.reload()
    wait_until(
        reader,
        "async (old) => !(await caches.keys()).some((name) => old.includes(name))",
        list(before),
    )
    names = {name for name, _ in reader.evaluate(KEPT)}
    own = f"offline {BASE_PATH} new-version"
    assert names == {f"{own} pages", f"{own} files", "offline /other/ 1 pages"}
    with offline(reader):
        reader.goto("measures/citd/")
        expect(reader.locator("h1")).to_have_text("新的協助傳統產業技術開發計畫(CITD)")
        new = reader.locator(".answers").evaluate(
            "(e) => getComputedStyle(e).getPropertyValue('--new')"
        )
        assert new == "yes"


def test_only_the_last_pages_read_are_kept(reader: Page, server: Server) -> None:
    server.change("service-worker.js", '"pages": 50', '"pages": 3')
    read(reader, "measures/citd/", "./", "agencies/", "measures/citd/", "services/")
    wait_until(reader, "async () => !(await caches.match('../'))")
    assert kept(reader) == ["agencies/", "measures/citd/", "services/"]


def test_searching_again_works_and_says_how_old_it_is(reader: Page) -> None:
    read(reader, "./")
    reader.goto("search/?q=補助")
    expect(reader.locator("#search-results .card").first).to_be_visible()
    found = reader.locator("#search-results .card-title").all_inner_texts()
    with offline(reader):
        reader.reload()
        expect(reader.locator("[data-kept]")).to_contain_text(MOMENT)
        expect(reader.locator("#search-results .card-title")).to_have_text(found)
    assert [path for path in kept(reader) + kept(reader, "files") if "?" in path] == []


def test_kept_data_on_a_fresh_page_are_dated_too(reader: Page, server: Server) -> None:
    read(reader, "match/")
    reader.get_by_role("button", name="看結果").click()
    expect(reader.locator("#match-results .card").first).to_be_visible()
    server.status, server.failing = HTTPStatus.BAD_GATEWAY, "json"
    reader.reload()
    expect(reader.locator("#match-results .card").first).to_be_visible()
    expect(reader.locator("[data-kept]")).to_contain_text(MOMENT)
    assert server.asked.count("match/") == 2


def test_calendars_and_data_always_come_from_the_network(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/")
    server.asked.clear()
    for path in ("calendar/all.ics", "api/v1/measures.json", "feed.xml"):
        for _ in range(2):
            reader.evaluate("(path) => fetch(new URL(path, document.baseURI + '../../'))", path)
    assert len([path for path in server.asked if "." in path]) == 6
    assert not [path for path in kept(reader, "files") if path.endswith((".ics", ".xml"))]


def test_everything_kept_can_be_removed(reader: Page) -> None:
    read(reader, "measures/citd/", "search/")
    reader.goto("offline/")
    reader.get_by_role("button", name="全部刪除").click()
    expect(reader.locator("#kept-pages")).to_have_text("這台裝置還沒有存任何一頁。")
    assert kept(reader) == []
    assert {path.split("/")[0] for path in kept(reader, "files")} == {"assets", "offline"}


def test_the_worker_stays_below_its_path(reader: Page, server: Server) -> None:
    read(reader, "measures/citd/")
    scopes = reader.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope)"
    )
    assert scopes == [server.home]
    build = json.loads(
        (server.folder / "service-worker.js").read_text().split("= ", 1)[1].split(";\n")[0]
    )
    assert kept(reader, "files").count("offline/") == build["essentials"].count("offline/") == 1
