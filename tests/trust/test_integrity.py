"""A made site can be checked by anybody, and by `build.py check --site`: hashes, links, anchors."""

import os
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from catalogue.integrity import MANIFEST, render_manifest, site_faults
from catalogue.output import MARKER
from tests.test_build import run


@pytest.fixture
def site(built_site: Path, tmp_path: Path) -> Path:
    """A copy of the real site, to be damaged."""
    return shutil.copytree(built_site, tmp_path / "site")


def test_the_real_site_is_whole(built_site: Path) -> None:
    done = run("check", "--site", str(built_site))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{built_site}：完整。\n", "")


def test_anybody_can_check_the_manifest(built_site: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", MANIFEST]
    subprocess.run(command, cwd=built_site, check=True)
    listed = (built_site / MANIFEST).read_text().splitlines()
    files = [path for path in built_site.rglob("[!.]*") if path.is_file()]
    assert len(listed) == len(files) - 1


def test_every_damage_is_named(site: Path) -> None:
    home = site / "index.html"
    home.write_text(home.read_text(encoding="utf-8").replace("補助", "不補助", 1), encoding="utf-8")
    (site / "feed.xml").unlink()
    (site / "extra.html").write_text("<title>x</title>")
    (site / "robots.txt").write_bytes(b"")

    done = run("check", "--site", str(site))

    assert done.returncode == 1
    said = done.stdout.splitlines()
    assert "index.html：內容和做好時不同" in said
    assert "robots.txt：內容和做好時不同" in said
    assert "feed.xml：少了這個檔案" in said
    assert "extra.html：多出來的檔案，不是這次做的" in said
    assert "extra.html：少了標題、說明或正式網址" in said
    assert "about/index.html：連結 ../feed.xml 沒有檔案" in said
    assert said[-1] == f"{site}：{len(said) - 1} 個問題。"


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("../nowhere/", "連結 ../nowhere/ 沒有檔案"),
        ("#nowhere", "連結 #nowhere 沒有那個位置"),
        ("../#nowhere", "連結 ../#nowhere 沒有那個位置"),
        ("../../../../", "連結 ../../../../ 跑出網站之外"),
        ("/elsewhere/", "連結 /elsewhere/ 跑出網站之外"),
        ("../about", "連結 ../about 沒有檔案"),
    ],
)
def test_a_broken_link_is_named(site: Path, link: str, fault: str) -> None:
    page = site / "about" / "index.html"
    html = page.read_text(encoding="utf-8").replace("</main>", f'<a href="{link}">x</a></main>')
    page.write_text(html, encoding="utf-8")
    assert list(site_faults(site)) == [
        "about/index.html：內容和做好時不同",
        f"about/index.html：{fault}",
    ]


@pytest.mark.parametrize("link", ["../", "../#main", "https://www.example.org/", "mailto:a@b.tw"])
def test_a_good_link_is_no_fault(site: Path, link: str) -> None:
    page = site / "about" / "index.html"
    html = page.read_text(encoding="utf-8").replace("</main>", f'<a href="{link}">x</a></main>')
    page.write_text(html, encoding="utf-8")
    assert list(site_faults(site)) == ["about/index.html：內容和做好時不同"]


Damage = Callable[[Path], object]


def edit(name: str, old: str, new: str) -> Damage:
    """Change a file, and make the manifest agree: as if a template had done it."""

    def do(site: Path) -> None:
        path = site / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        relist(site)

    return do


def relist(site: Path) -> None:
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    written = {
        name: sha256((site / name).read_bytes()).hexdigest()
        for name in names
        if name not in (MARKER, MANIFEST)
    }
    (site / MANIFEST).write_bytes(next(iter(render_manifest(written))).content)


def listed_twice(site: Path) -> None:
    path = site / MANIFEST
    path.write_text(path.read_text(encoding="utf-8") + "0" * 64 + "  feed.xml\n", encoding="utf-8")


def link_instead(site: Path) -> None:
    shutil.move(site / "robots.txt", site.parent / "robots.txt")
    (site / "robots.txt").symlink_to(site.parent / "robots.txt")


ABOUT = "about/index.html"
LOADED = "從別的網站載入"
FOOLED: dict[str, tuple[Damage, str]] = {
    "a hidden file": (
        lambda site: (site / "about" / ".x").write_text(""),
        "about/.x：多出來的檔案，不是這次做的",
    ),
    "a link to the same bytes": (link_instead, "robots.txt：不是一般的檔案"),
    "a link to a folder": (
        lambda site: (site / "x").symlink_to("about"),
        "x：不是一般的檔案",
    ),
    "a pipe": (lambda site: os.mkfifo(site / "x"), "x：不是一般的檔案"),
    "a line twice": (listed_twice, "行重複"),
    "no words in the title": (edit(ABOUT, "<title>", "<title></title><x "), "少了標題"),
    "a title in a drawing": (
        edit(ABOUT, "<title>", "<body><svg><title>x</title></svg><x "),
        f"{ABOUT}：少了標題、說明或正式網址",
    ),
    "a blank description": (
        edit(
            ABOUT, '<meta name="description" content="', '<meta name="description" content=" " x="'
        ),
        f"{ABOUT}：少了標題、說明或正式網址",
    ),
    "a canonical address elsewhere": (
        edit(
            ABOUT,
            'rel="canonical" href="http://127.0.0.1',
            'rel="canonical" href="http://a.example',
        ),
        f"{ABOUT}：正式網址是 http://a.example/some/sub/path/about/，和檔案的位置不合",
    ),
    "two canonical addresses": (
        edit(
            ABOUT,
            '<link rel="canonical"',
            '<link rel="next Canonical" href="../"><link rel="canonical"',
        ),
        "，和檔案的位置不合",
    ),
    "no policy": (edit(ABOUT, "default-src 'none'", "default-src *"), f"{ABOUT}：少了內容安全政策"),
    "a base": (edit(ABOUT, "<title>", '<base href="../"><title>'), "或是有 <base>"),
    "a refresh elsewhere": (
        edit(
            ABOUT, "<title>", "<meta http-equiv=Refresh content='0; URL=https://a.example/'><title>"
        ),
        f"{ABOUT}：https://a.example/ {LOADED}",
    ),
    "a script from elsewhere": (
        edit(ABOUT, "<title>", "<script src=//a.example/x.js></script><title>"),
        f"{ABOUT}：//a.example/x.js {LOADED}",
    ),
    "a picture of several sizes": (
        edit(ABOUT, "</main>", "<img srcset='x.png 1x, ../y.png 2x'></main>"),
        f"{ABOUT}：連結 ../y.png 沒有檔案",
    ),
    "a picture for others": (
        edit(ABOUT, "<title>", "<meta property=og:image content=../x.png><title>"),
        f"{ABOUT}：連結 ../x.png 沒有檔案",
    ),
    "an id twice": (
        edit(ABOUT, "</main>", "<p id=main></p></main>"),
        f"{ABOUT}：代號 main 用了 2 次",
    ),
    "a backslash": (edit(ABOUT, "</main>", "<a href='..\\'>x</a></main>"), "有空白或反斜線"),
    "dots as percent signs": (
        edit(ABOUT, "</main>", "<a href='%2e%2e/feed.xml'>x</a></main>"),
        f"{ABOUT}：連結 %2e%2e/feed.xml 沒有檔案",
    ),
    "an anchor of another case": (
        edit(ABOUT, "</main>", "<a href='../#Main'>x</a></main>"),
        f"{ABOUT}：連結 ../#Main 沒有那個位置",
    ),
    "a file of another case": (
        edit(ABOUT, "</main>", "<a href='../About/'>x</a></main>"),
        f"{ABOUT}：連結 ../About/ 沒有檔案",
    ),
    "a picture of a style": (
        edit("assets/css/site.css", "body", "x { background: url('x.png') } body"),
        "assets/css/site.css：連結 x.png 沒有檔案",
    ),
    "a style from elsewhere": (
        edit("assets/css/site.css", "body", "@import 'https://a.example/x.css'; body"),
        f"assets/css/site.css：https://a.example/x.css {LOADED}",
    ),
    "a module that is not there": (
        edit("assets/js/today.js", "./dates.js", "./date.js"),
        "assets/js/today.js：連結 ./date.js 沒有檔案",
    ),
    "an entry of the sitemap": (
        edit("sitemap.xml", "/about/", "/abouts/"),
        "sitemap.xml：連結 http://127.0.0.1/some/sub/path/abouts/ 沒有檔案",
    ),
}


@pytest.mark.parametrize("way", FOOLED)
def test_nothing_passes_for_a_whole_site(site: Path, way: str) -> None:
    damage, fault = FOOLED[way]
    damage(site)
    found = list(site_faults(site))
    assert any(fault in line for line in found), found
    assert len(found) <= 2, found


def test_a_page_without_a_way_home_is_named(site: Path) -> None:
    page = site / ABOUT
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('href="../"', 'href="../search/"'), encoding="utf-8")
    relist(site)
    assert list(site_faults(site)) == [f"{ABOUT}：沒有回首頁的連結"]


def test_what_is_no_site_is_said_to_be_none(tmp_path: Path) -> None:
    assert list(site_faults(tmp_path)) == [
        f"{MANIFEST}：找不到；這不是一個做好的網站，或是檔案不完整"
    ]
