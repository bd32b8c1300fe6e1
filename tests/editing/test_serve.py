"""What an editor's browser gets: the saved page, a reload, and problems on the last good page."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import chain
from pathlib import Path

import jinja2
import pytest
from playwright.sync_api import Browser, expect

from catalogue import pipeline
from catalogue.editing import EditingError
from catalogue.editing.serve import serving
from catalogue.publication import Page, Publication
from catalogue.tasks import pages_of
from catalogue.validation import load_catalogue
from catalogue.views import Views
from tests.sample import MEASURE, write_content

PAGE = "measures/grant/"
DEADLINE_SECONDS = 60
BROKEN = MEASURE.replace("closes: 105-03-15", "closes: 105-02-30")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path, grant=MEASURE)


def save(content: Path, text: str) -> None:
    (content / "measures" / "grant.md").write_text(text, encoding="utf-8")


@pytest.fixture
def home(content: Path) -> Iterator[str]:
    """The address of the content's site, followed as `build.py serve` does."""

    def parts(address: str) -> Iterator[Sequence[Page]]:
        publication = Publication(today=date(2016, 3, 1), base_url=address)
        catalogue = load_catalogue(content)
        views = Views(publication.today)
        yield list(pages_of(chain(*pipeline.what_readers_see(catalogue, publication, views))))
        yield list(pages_of(pipeline.what_programs_read(catalogue, publication, (), views)))

    with serving(parts, [content]) as address:
        yield address


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=DEADLINE_SECONDS) as response:
        text: str = response.read().decode()
        return text


def version_of(html: str) -> str:
    match = re.search('<script defer src="/_serve/serve.js" data-version="([^"]+)">', html)
    assert match is not None
    return match[1]


def wait_for_reload(home: str, version: str) -> None:
    """Return when the server tells a browser that shows `version` to reload."""
    events = f"{home}_serve/events?version={version}"
    with urllib.request.urlopen(events, timeout=DEADLINE_SECONDS) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        for line in stream:
            if line == b"data: reload\n":
                return
    pytest.fail("the event stream ended without a reload")


def test_no_browser_keeps_a_preview(home: str) -> None:
    page = get(home + PAGE)
    assert "keep.js" in page
    assert "offline.js" not in page
    assert "data-kept" not in page
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{home}service-worker.js")
    assert '"start_url": "./"' in get(f"{home}manifest.webmanifest")


def test_a_save_reloads_the_page_with_the_new_content(home: str, content: Path) -> None:
    before = get(home + PAGE)
    save(content, MEASURE.replace("title: 測試措施", "title: 改過的措施"))
    wait_for_reload(home, version_of(before))
    assert "<h1>測試措施" in re.sub(r"<h1[^>]*>\s*", "<h1>", before)
    assert "改過的措施" in get(home + PAGE)


def test_a_broken_save_keeps_the_page_and_shows_the_problem_until_it_is_mended(
    home: str, content: Path
) -> None:
    good = get(home + PAGE)
    save(content, BROKEN)
    wait_for_reload(home, version_of(good))
    broken = get(home + PAGE)
    save(content, MEASURE)
    wait_for_reload(home, version_of(broken))
    mended = get(home + PAGE)

    assert "個問題，下面是上一次正確的內容" in broken
    assert f"{content}/measures/grant.md:18:62: 錯誤：日期" in broken
    assert "105 年 3 月 15 日" in broken
    assert "serve-problems" not in mended


def test_data_follow_the_pages(home: str, content: Path) -> None:
    version = version_of(get(home))
    save(content, MEASURE.replace("title: 測試措施", "title: 改過的措施"))
    wait_for_reload(home, version)
    end = time.monotonic() + DEADLINE_SECONDS
    while "改過的措施" not in get(f"{home}api/v1/measures/grant.json"):
        assert time.monotonic() < end


def test_only_html_is_touched_and_only_what_is_sent(home: str) -> None:
    assert "_serve" not in get(f"{home}assets/js/today.js")
    assert "_serve" not in get(f"{home}api/v1/measures/grant.json")
    html = get(home)
    assert html.count("/_serve/serve.js") == 1
    # The page's own policy lets both files in, and the script connect to where it came from.
    assert "script-src 'self'; style-src 'self'" in html
    assert "connect-src 'self'" in html


def test_addresses_answer_as_on_the_published_site(home: str) -> None:
    port = int(home.rsplit(":", 1)[1].rstrip("/"))
    answers = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE_SECONDS)) as asked:
        for path in ("/measures/grant", "/measures/nothing/", "/nothing", "/../build.py"):
            asked.request("GET", path)
            response = asked.getresponse()
            answers.append((response.status, response.headers["Location"]))
            assert response.headers["Cache-Control"] == "no-store"
            if response.status == 404:
                assert "網址可能改了或打錯了" in response.read().decode()
            response.read()
    assert answers == [(301, "/measures/grant/"), (404, None), (404, None), (404, None)]


def test_content_that_is_broken_from_the_start_shows_its_problems(content: Path) -> None:
    save(content, BROKEN)

    def parts(_address: str) -> Iterator[Sequence[Page]]:
        load_catalogue(content)
        yield [Page(path="index.html", content=b"<head></head><body>Here</body>")]

    with serving(parts, [content]) as home:
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(home)
        with refused.value as error:
            html = error.read().decode()
        assert "個問題，還不能做出網站" in html
        assert "日期「105-02-30」不存在" in html
        save(content, MEASURE)
        wait_for_reload(home, version_of(html))
        assert "Here" in get(home)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            jinja2.TemplateSyntaxError("oops", 3, filename="home.html"),
            "home.html:3: 範本寫錯了：oops",
        ),
        (KeyError("x<y"), "做網站時出錯：KeyError: &#x27;x&lt;y&#x27;"),
    ],
)
def test_any_fault_of_a_build_is_shown(tmp_path: Path, error: Exception, shown: str) -> None:
    def parts(_address: str) -> Iterator[Sequence[Page]]:
        yield [Page(path="index.html", content=b"<html><head></head><body>Here</body></html>")]
        raise error

    with serving(parts, [tmp_path]) as home:
        html = get(home)
    assert shown in html
    assert "Here" in html


def test_a_taken_port_is_an_error_in_chinese(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(EditingError, match=f"連接埠 {port} 不能用"),
            serving(lambda _: iter(()), [tmp_path], port),
        ):
            pass


def test_a_browser_reloads_and_shows_problems_under_the_sites_policy(
    home: str, content: Path, browser: Browser
) -> None:
    with closing(browser.new_context()) as context:
        complaints: list[str] = []
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(home + PAGE)
        save(content, MEASURE.replace("title: 測試措施", "title: 改過的措施"))
        expect(page.locator("h1")).to_contain_text("改過的措施", timeout=20_000)
        save(content, BROKEN)
        panel = page.locator("#serve-problems")
        expect(panel).to_contain_text("日期「105-02-30」不存在", timeout=20_000)
        expect(panel).to_have_css("background-color", "rgb(122, 20, 20)")
        expect(page.locator("h1")).to_contain_text("改過的措施")
        assert [text for text in complaints if "Content Security Policy" in text] == []


def test_the_command_serves_until_it_is_stopped(content: Path) -> None:
    command = [sys.executable, "build.py", "serve", "--port", "0", "--content", str(content)]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(
        command,
        cwd=root,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        # A test run in the background of a shell ignores Ctrl+C, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        # Whatever goes wrong below, the test ends.
        timer = threading.Timer(DEADLINE_SECONDS, process.kill)
        timer.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.match(r"網站在 (http://127\.0\.0\.1:\d+/)，存檔後會自動更新", line)
        assert match is not None, line
        assert "測試措施" in get(match[1] + PAGE)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_SECONDS) == 0
        timer.cancel()
