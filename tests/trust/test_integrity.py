"""A made site can be checked by anybody, and by `build.py check --site`: hashes, links, anchors."""

import shutil
import subprocess
from pathlib import Path

import pytest

from catalogue.integrity import MANIFEST, site_faults
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


def test_what_is_no_site_is_said_to_be_none(tmp_path: Path) -> None:
    assert list(site_faults(tmp_path)) == [
        f"{MANIFEST}：找不到；這不是一個做好的網站，或是檔案不完整"
    ]
