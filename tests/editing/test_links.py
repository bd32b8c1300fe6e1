"""The link report, against a local server only."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import build
from catalogue.editing.links import check_links
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, write_content

TIMEOUT = 0.5
NAMED = "<html><title>x</title><p>測試 措施（第二期）</p></html>"


class _Site(BaseHTTPRequestHandler):
    """Each path says how it answers."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        assert self.headers["User-Agent"].startswith("Mozilla/5.0 (compatible; support-measures")
        if path == "/silent":
            self.server.silence.wait(10)  # type: ignore[attr-defined]
        elif path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", path.removeprefix("/to"))
            self.end_headers()
        elif path == "/ftp":
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/")
            self.end_headers()
        elif path.strip("/").isdecimal():
            self.send_response(int(path.strip("/")))
            self.end_headers()
        elif path == "/big5":
            self._page(NAMED.encode("big5"), "text/html; charset=big5")
        elif path == "/paper.pdf":
            self._page(b"%PDF", "application/pdf")
        elif path == "/script":
            self._page("<script>測試措施</script>".encode())
        elif path in ("/", "/other"):
            self._page("<p>別的內容</p>".encode())
        else:
            self._page(NAMED.encode())

    def _page(self, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        server.silence = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.silence.set()  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def report(folder: Path, url: str, name: str = "計畫網站") -> list[str]:
    """The report on one measure with one link, without its heading."""
    text = MEASURE.replace("{name: 計畫網站, url: http://www.example.gov.tw/}", "LINK")
    text = text.replace("LINK", f'{{name: "{name}", url: "{url}"}}')
    catalogue = load_catalogue(write_content(folder, grant=text))
    return check_links(catalogue, TIMEOUT, pause=0).split("\n")[2:]


def line(url: str, told: str) -> str:
    return f"- 測試措施（content/measures/grant.md）：<{url}>：{told}"


@pytest.mark.parametrize("path", ["/named", "/big5", "/paper.pdf", "/to/named", "/路徑"])
def test_a_good_link_is_no_finding(tmp_path: Path, site: str, path: str) -> None:
    assert report(tmp_path, site + path)[0] == "檢查了 1 個網址，0 處要請人看一下。"


@pytest.mark.parametrize(
    ("path", "heading", "told"),
    [
        ("/404", "連不上", "網站回答 404（找不到這一頁）"),
        ("/to/410", "連不上", "網站回答 410（這一頁已移除）"),
        ("/500", "連不上", "網站回答 500（網站出錯）"),
        ("/silent", "連不上", "0.5 秒內沒有回答"),
        ("/ftp", "連不上", "讀不到（轉到不是網頁的位址）"),
        ("/403", "網站不讓程式檢查，請用瀏覽器看", "網站回答 403（不讓程式看）"),
        ("/to/", "轉到首頁，原來的網頁可能沒了", "轉到 {site}/"),
        ("/other", "網頁上找不到措施的名稱", "找過：測試措施"),
        ("/", "網頁上找不到措施的名稱", "找過：測試措施"),
        ("/script", "網頁上找不到措施的名稱", "找過：測試措施"),
    ],
)
def test_a_doubtful_link_is_reported_under_its_heading(
    tmp_path: Path, site: str, path: str, heading: str, told: str
) -> None:
    lines = report(tmp_path, site + path)
    assert lines[0] == "檢查了 1 個網址，1 處要請人看一下。"
    assert lines[1].startswith("連不上不代表措施沒了")
    assert lines[3:] == [f"## {heading}（1）", "", line(site + path, told.format(site=site))]


def test_a_closed_port_is_told(tmp_path: Path) -> None:
    assert report(tmp_path, "http://127.0.0.1:9/")[-1].endswith("網站拒絕連線或中斷連線")


def test_the_name_of_the_link_will_do(tmp_path: Path, site: str) -> None:
    text = MEASURE.replace("title: 測試措施", "title: 完全不同(TIIP)")
    text = text.replace(
        "name: 計畫網站, url: http://www.example.gov.tw/", f"name: 測試措施網站, url: {site}/a"
    )
    catalogue = load_catalogue(write_content(tmp_path, grant=text))
    assert "，0 處要請人看一下。" in check_links(catalogue, TIMEOUT, pause=0)


def test_links_in_the_body_are_checked_and_each_page_is_fetched_once(
    tmp_path: Path, site: str
) -> None:
    text = MEASURE.replace("http://www.example.gov.tw/", f"{site}/404")
    body = f"[甲]({site}/404)、[乙]({site}/410?a=1&b=2)、[丙](mailto:a@example.tw)\n"
    second = text.replace("number: 1", "number: 2").replace("title: 測試措施", "title: 第二項")
    content = write_content(tmp_path, grant=text + body, second=second)
    told = check_links(load_catalogue(content), TIMEOUT, pause=0)
    assert "檢查了 2 個網址，3 處要請人看一下。" in told
    assert line(f"{site}/410?a=1&b=2", "網站回答 410（這一頁已移除）") in told


def test_the_command_never_fails_because_of_a_link(
    tmp_path: Path, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = MEASURE.replace("http://www.example.gov.tw/", f"{site}/404")
    content = write_content(tmp_path, grant=text)
    assert build.main(["links", "--content", str(content), "--timeout", "5"]) == 0
    assert "## 連不上（1）" in capsys.readouterr().out


def test_a_build_does_not_even_load_the_link_check() -> None:
    code = (
        "import sys, build; print([m for m in sys.modules if m.startswith('catalogue.editing.')])"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "[]\n"
