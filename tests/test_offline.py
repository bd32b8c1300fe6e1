"""The service worker's line, the manifest and the pictures it names."""

import json
import shutil
import struct
from pathlib import Path

from catalogue.assets import read_asset, render_assets
from catalogue.offline import render_web_manifest, service_worker_tasks
from catalogue.publication import Page
from catalogue.vocabulary import Site
from tests.sample import pages_of
from tools.pictures import PICTURES

TEMPLATES = Path(__file__).parent.parent / "templates"
ASSETS = TEMPLATES / "assets"
SITE = Site.model_validate(
    {
        "title": "中堅企業輔導措施",
        "tagline": "一次查清楚",
        "edition": 105,
        "source": "手冊",
        "organisation": "服務團",
        "email": "team@example.gov.tw",
        "people": ({"name": "趙小姐", "phone": "(02)2754-1255"},),
        "address": {"city": "臺北市", "district": "大安區", "road": "信義路", "number": "1"},
    }
)
OFFLINE = Page(
    path="offline/index.html",
    content=b'<link href="../assets/css/site.css"><link href="../assets/icon.svg">'
    b'<script src="../assets/js/keep.js"></script>',
)


def worker_of(templates: Path) -> Page:
    made = {page.path: page.content for page in (OFFLINE, *render_assets(ASSETS))}
    (worker,) = pages_of(service_worker_tasks(templates, made.__getitem__))
    return worker


def line_of(worker: Page) -> dict[str, object]:
    first, _, rest = worker.content.partition(b"\n")
    assert rest == read_asset(TEMPLATES / "service-worker.js")
    line = first.decode().removeprefix("const BUILD = ").removesuffix(";")
    build: dict[str, object] = json.loads(line)
    return build


def test_the_worker_knows_what_the_offline_page_needs() -> None:
    worker = worker_of(TEMPLATES)
    assert worker.path == "service-worker.js"
    build = line_of(worker)
    assert build["essentials"] == [
        "offline/",
        "assets/css/site.css",
        "assets/js/keep.js",
        "assets/js/element.js",
        "assets/js/store.js",
    ]
    assert (build["pages"], build["files"]) == (50, 300)


def test_the_version_is_that_of_templates_and_assets(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    before = line_of(worker_of(TEMPLATES))["version"]
    assert line_of(worker_of(templates))["version"] == before
    with (templates / "assets" / "css" / "site.css").open("a") as file:
        file.write("\n")
    assert line_of(worker_of(templates))["version"] != before


def test_the_manifest_serves_under_any_base_path() -> None:
    page = render_web_manifest(SITE)
    assert page.path == "manifest.webmanifest"
    manifest = json.loads(page.content)
    assert (manifest["name"], manifest["short_name"]) == ("中堅企業輔導措施", "輔導措施")
    assert manifest["lang"] == "zh-Hant-TW"
    assert (manifest["start_url"], manifest["scope"]) == ("./", "./")
    assert [item["url"] for item in manifest["shortcuts"]] == ["search/", "deadlines/", "match/"]


def test_the_manifests_pictures_have_the_sizes_it_says() -> None:
    manifest = json.loads(render_web_manifest(SITE).content)
    for icon in manifest["icons"]:
        path = TEMPLATES / icon["src"]
        if path.suffix == ".png":
            assert icon["sizes"] == "x".join(map(str, png_size(path)))
        else:
            assert path.read_bytes().startswith(b"<svg ")


def test_pictures_are_as_large_as_they_are_made() -> None:
    sizes = {path.name: png_size(path) for path in ASSETS.glob("*.png")}
    assert sizes == {name: (width, height) for name, (_, width, height) in PICTURES.items()}


def test_pictures_weigh_little() -> None:
    assert {path.name for path in ASSETS.glob("*.png") if path.stat().st_size > 40_000} == set()


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, from the first chunk (https://www.w3.org/TR/png/#11IHDR)."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height
