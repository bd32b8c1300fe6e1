"""What the browser tests stand on: a toy site, served and watched as the real one is."""

import gzip
import re
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import NoBrowserError, find_chromium, starts
from tests.browser.serving import serve
from tests.browser.watching import unexpected, unseen, watch

HOME = """<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>首頁</title>
<p id="day"></p><a href="measures/">措施</a>
<script type="module" src="day.js"></script></html>"""
DAY = "document.querySelector('#day').textContent = new Date().toLocaleDateString('zh-TW')"
FAULTY = """<!doctype html><title>faulty</title><body><script>
console.warn('careful'); fetch('missing.json'); fetch('https://example.org/tracker');
new Worker('worker.js');
new Image().src = 'http://127.0.0.1:9/refused.png';
setTimeout(() => { throw new TypeError('broken') })
</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy")
    files = {
        "index.html": HOME,
        "day.js": DAY,
        "faulty.html": FAULTY,
        "worker.js": "fetch('missing.pf_meta').then(() => { throw new RangeError('too far') })",
        "404.html": "<!doctype html><title>找不到</title>",
        "measures/index.html": "<!doctype html><title>措施</title>",
        "calendar/all.ics": "BEGIN:VCALENDAR\r\n",
        "pagefind/wasm.und.pagefind": "",
        "pagefind/pagefind.wasm": "",
        "app.webmanifest": "{}",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def served_site(folder: Path) -> Iterator[str]:
    with serve(folder, "/some/sub/path/") as home:
        yield home


def fetch(address: str) -> tuple[int, str, str, str]:
    """Return the status, the address after redirects, the type and the text."""
    try:
        answer = urllib.request.urlopen(address)
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.url, answer.headers["Content-Type"], answer.read().decode()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("day.js", "text/javascript; charset=utf-8"),
        ("day.js?version=2", "text/javascript; charset=utf-8"),
        ("calendar/all.ics", "text/calendar; charset=utf-8"),
        ("pagefind/pagefind.wasm", "application/wasm"),
        ("pagefind/wasm.und.pagefind", "application/octet-stream"),
        ("app.webmanifest", "application/manifest+json"),
    ],
)
def test_files_have_their_types(served_site: str, path: str, content_type: str) -> None:
    status, _, found, _ = fetch(served_site + path)
    assert (status, found) == (200, content_type)


@pytest.mark.parametrize("path", ["none", "none/", "calendar/", "index.html/", "../../../toy"])
def test_a_missing_file_answers_with_the_sites_own_404_page(served_site: str, path: str) -> None:
    status, _, content_type, text = fetch(served_site + path)
    assert (status, content_type) == (404, "text/html; charset=utf-8")
    assert "找不到" in text


def test_nothing_is_served_outside_the_base_path(served_site: str) -> None:
    status, _, _, text = fetch(served_site.removesuffix("some/sub/path/") + "day.js")
    assert status == 404
    assert "找不到" not in text


@pytest.mark.parametrize("path", ["", "measures/"])
def test_a_folder_without_its_slash_is_redirected(served_site: str, path: str) -> None:
    status, address, _, _ = fetch((served_site + path).removesuffix("/"))
    assert (status, address) == (200, served_site + path)


def test_a_thrifty_server_compresses_texts_for_ten_minutes(folder: Path) -> None:
    asked: list[str] = []
    with serve(folder, "/x/", asked.append, thrifty=True) as home:
        request = urllib.request.Request(f"{home}day.js?version=2")
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Cache-Control"] == "max-age=600"
            assert gzip.decompress(answer.read()) == (folder / "day.js").read_bytes()
        with urllib.request.urlopen(home) as answer:
            assert gzip.decompress(answer.read()) == (folder / "index.html").read_bytes()
        with urllib.request.urlopen(f"{home}pagefind/pagefind.wasm") as answer:
            assert answer.headers["Content-Encoding"] is None
    assert asked == ["/x/day.js?version=2", "/x/", "/x/pagefind/pagefind.wasm"]


def test_a_server_answers_what_it_is_told_to(folder: Path) -> None:
    with (
        serve(folder, "/x/", lambda path: HTTPStatus.BAD_GATEWAY) as home,
        pytest.raises(HTTPError, match="502") as raised,
    ):
        urllib.request.urlopen(home)
    raised.value.close()


def test_a_base_path_has_both_slashes(folder: Path) -> None:
    with pytest.raises(ValueError, match="begins and ends with a slash"), serve(folder, "/sub"):
        pass


def test_the_reader_sits_in_taipei_on_the_day_of_the_build(page: Page) -> None:
    page.goto("./")
    assert page.text_content("#day") == "2016/3/1"
    page.get_by_role("link", name="措施").click()
    assert page.title() == "措施"


def test_a_test_moves_the_clock(page: Page) -> None:
    page.clock.set_fixed_time("2016-12-31T23:59:00+08:00")
    page.goto("./")
    assert page.text_content("#day") == "2016/12/31"


@pytest.mark.browser_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
def test_a_test_chooses_its_context(page: Page) -> None:
    page.goto("./")
    assert page.viewport_size == {"width": 360, "height": 640}
    assert page.text_content("#day") == ""


@pytest.mark.expect_problems("answered 404: .*/none$")
def test_a_test_may_expect_problems(page: Page) -> None:
    response = page.goto("none")
    assert response is not None
    assert (response.status, page.title()) == (404, "找不到")


def test_every_complaint_is_heard(browser: Browser, served_site: str) -> None:
    context = browser.new_context(base_url=served_site)
    complaints = watch(context, served_site)
    context.new_page().goto("faulty.html", wait_until="networkidle")
    context.close()

    site = re.escape(served_site)
    made = [
        rf"^console warning: careful \({site}faulty\.html\)$",
        rf"^page error: TypeError: broken \({site}faulty\.html\)$",
        rf"^page error: RangeError: too far \({site}worker\.js\)$",
        rf"^answered 404: {site}missing\.json$",
        rf"^answered 404: {site}missing\.pf_meta$",
        r"^foreign request: https://example\.org/tracker$",
        r"^request failed: https://example\.org/tracker net::ERR_NAME_NOT_RESOLVED$",
        r"^page error: TypeError: Failed to fetch",
        r"^foreign request: http://127\.0\.0\.1:9/refused\.png$",
        r"^request failed: http://127\.0\.0\.1:9/refused\.png net::",
    ]
    assert unseen(complaints, made) == []
    assert unexpected(complaints, made) == []


def test_what_was_not_expected_is_told_from_what_was_not_seen() -> None:
    complaints = ["console error: a", "page error: b"]
    assert unexpected(complaints, ["error: a"]) == ["page error: b"]
    assert unseen(complaints, ["error: a", "never"]) == ["never"]


def test_a_browser_that_was_named_must_start(tmp_path: Path) -> None:
    silent = tmp_path / "chromium"
    silent.write_text("#!/bin/sh\necho 'needs a snap' >&2\nexit 1\n", encoding="utf-8")
    silent.chmod(0o755)
    assert not starts(str(silent))
    assert not starts(str(tmp_path / "absent"))
    with pytest.raises(NoBrowserError, match="is not a browser that starts"):
        find_chromium({"CHROMIUM": str(silent)})
