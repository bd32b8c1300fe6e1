"""What an editor's browser gets: the saved page, a reload, and problems on the last good page."""

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import jinja2
import pytest
from playwright.sync_api import Browser, expect

import build
from catalogue import pipeline
from catalogue.editing import EditingError
from catalogue.editing.serve import Build, serving
from tests.sample import MEASURE, write_content

ROOT = Path(__file__).parent.parent.parent
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

    with serving(making(content), [content]) as address:
        yield address


def making(content: Path) -> Build:
    return partial(build.make_preview, argparse.Namespace(content=content, today=date(2016, 3, 1)))


def write_home(site: Path, text: str) -> None:
    site.mkdir(exist_ok=True)
    page = f"<html><head></head><body>{text}</body></html>"
    (site / "index.html").write_text(page, encoding="utf-8")


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


def test_data_and_search_are_right_once_the_page_is(home: str, content: Path) -> None:
    version = version_of(get(home))
    save(content, MEASURE.replace("title: 測試措施", "title: 改過的措施"))
    wait_for_reload(home, version)
    assert "改過的措施" in get(f"{home}api/v1/measures/grant.json")
    assert "改過的措施" in get(f"{home}search/texts/1.json")
    assert f"{home}{PAGE}" in get(f"{home}sitemap.xml")


def test_a_new_measure_is_there_and_a_removed_one_is_not(home: str, content: Path) -> None:
    version = version_of(get(home))
    other = MEASURE.replace("number: 1", "number: 2").replace("測試措施", "另一項措施")
    (content / "measures" / "loan.md").write_text(other, encoding="utf-8")
    wait_for_reload(home, version)
    there = get(f"{home}measures/loan/")
    (content / "measures" / "loan.md").unlink()
    wait_for_reload(home, version_of(there))
    assert "另一項措施" in there
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{home}measures/loan/")


def test_a_template_is_followed_and_its_mistake_shown_at_its_line(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "program" / "templates"
    shutil.copytree(ROOT / "templates", templates)
    monkeypatch.setattr(build, "HERE", templates.parent)
    monkeypatch.setattr(pipeline, "TEMPLATES", templates)
    template = templates / "measure.html"
    right = template.read_text(encoding="utf-8")
    line = right.count("\n") + 1
    with serving(making(content), [content, templates]) as home:
        good = get(home + PAGE)
        template.write_text(right + "{% endfor %}", encoding="utf-8")
        wait_for_reload(home, version_of(good))
        broken = get(home + PAGE)
        template.write_text(right.replace("<h1", "<h1 lang=en"), encoding="utf-8")
        wait_for_reload(home, version_of(broken))
        mended = get(home + PAGE)
    assert (
        f"<li>{template}:{line}: 範本寫錯了：Encountered unknown tag &#x27;endfor&#x27;" in broken
    )
    assert "1 個問題，下面是上一次正確的內容" in broken
    assert "測試措施" in broken
    assert "<h1 lang=en" in mended
    assert "serve-problems" not in mended


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


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/measures/../../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/measures/../index.html",
        "/./index.html",
        "/%2fetc/passwd",
        "/measures//grant/",
        "/..%5csecret",
        "/c:/secret",
        "/index.html%00",
        f"/{'a' * 300}",
        f"/{'a/' * 5000}",
        "/%ff%fe",
        "/link",
        "/linked/secret",
        "/measures/.hidden",
        "/.support-measures-site",
    ],
)
def test_nothing_outside_the_site_is_sent(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")

    def make(site: Path, _address: str) -> None:
        write_home(site, "Here")
        (site / "measures" / "grant").mkdir(parents=True)
        (site.with_name("secret")).write_text("secret")
        for name in ("measures/grant/index.html", "measures/.hidden", ".support-measures-site"):
            (site / name).write_text("secret")
        (site / "link").symlink_to(tmp_path / "secret")
        (site / "linked").symlink_to(tmp_path, target_is_directory=True)

    with serving(make, [tmp_path]) as home:
        port = int(home.rsplit(":", 1)[1].rstrip("/"))
        with closing(http.client.HTTPConnection("127.0.0.1", port, DEADLINE_SECONDS)) as asked:
            asked.request("GET", path)
            response = asked.getresponse()
            body = response.read().decode()
    assert response.status == 404
    assert "<title>找不到這一頁</title>" in body
    assert "secret" not in body


def test_content_that_is_broken_from_the_start_shows_its_problems(content: Path) -> None:
    save(content, BROKEN)
    with serving(making(content), [content]) as home:
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(home)
        with refused.value as error:
            html = error.read().decode()
        assert "個問題，還不能做出網站" in html
        assert "日期「105-02-30」不存在" in html
        save(content, MEASURE)
        wait_for_reload(home, version_of(html))
        assert "測試措施" in get(home + PAGE)


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
def test_any_fault_of_a_build_is_shown(content: Path, error: Exception, shown: str) -> None:
    def make(site: Path, _address: str) -> None:
        if site.exists():
            raise error
        write_home(site, "Here")

    with serving(make, [content]) as home:
        version = version_of(get(home))
        save(content, "")
        wait_for_reload(home, version)
        html = get(home)
    assert shown in html
    assert "Here" in html


def test_a_session_outlives_a_build_that_is_killed(content: Path) -> None:
    def make(site: Path, _address: str) -> None:
        text = (content / "measures" / "grant.md").read_text(encoding="utf-8")
        if text == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        write_home(site, text)

    with serving(make, [content]) as home:
        version = version_of(get(home))
        save(content, "kill")
        wait_for_reload(home, version)
        killed = get(home)
        save(content, "mended")
        wait_for_reload(home, version_of(killed))
        mended = get(home)
    assert "做網站時出錯：OSError: a process of the build was killed" in killed
    assert "title: 測試措施" in killed
    assert "mended" in mended
    assert "serve-problems" not in mended


def test_another_build_follows_a_save_during_one(content: Path) -> None:
    save(content, "first")

    def make(site: Path, _address: str) -> None:
        text = (content / "measures" / "grant.md").read_text(encoding="utf-8")
        save(content, "saved meanwhile")
        write_home(site, text)

    with serving(make, [content]) as home:
        first = get(home)
        wait_for_reload(home, version_of(first))
        second = get(home)
    assert "<body>first</body>" in first
    assert "<body>saved meanwhile</body>" in second


def test_a_taken_port_is_an_error_in_chinese(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(EditingError, match=f"連接埠 {port} 不能用"),
            serving(lambda *_: None, [tmp_path], port),
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


def start_serving(content: Path, temporary: Path) -> subprocess.Popen[str]:
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, "build.py", "serve", "--port", "0", "--content", str(content)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        # A test run in the background of a shell ignores Ctrl+C, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_command_serves_until_it_is_stopped_and_leaves_nothing(
    content: Path, tmp_path: Path, ending: signal.Signals
) -> None:
    with start_serving(content, tmp_path / "temporary") as process:
        # Whatever goes wrong below, the test ends.
        timer = threading.Timer(DEADLINE_SECONDS, process.kill)
        timer.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.match(r"網站在 (http://127\.0\.0\.1:\d+/)，存檔後會自動更新", line)
        assert match is not None, line
        assert "測試措施" in get(match[1] + PAGE)
        os.killpg(process.pid, ending)
        # Read to the end: no process is left that could still write.
        assert process.communicate() == ("", "\n")
        assert process.returncode == 0
        timer.cancel()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_command_can_be_stopped_during_a_build_and_leaves_nothing(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    with start_serving(ROOT / "content", temporary) as process:
        end = time.monotonic() + DEADLINE_SECONDS
        while not list(temporary.glob("support-measures-*/.site.building-*/*")):
            assert time.monotonic() < end
        for _ in range(2):  # as impatient editors do
            os.killpg(process.pid, signal.SIGINT)
        assert process.communicate() == ("", "\n")
        assert process.returncode == 0
    assert list(temporary.iterdir()) == []
