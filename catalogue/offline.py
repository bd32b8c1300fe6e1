"""What a reader's device keeps: pages and assets in; the service worker and the manifest, out.

The worker (`templates/service-worker.js`) keeps the pages that were read; it gets a line with the
version it belongs to, the files that the offline page needs, and how much it may keep. The
manifest (https://www.w3.org/TR/appmanifest/) is for a home screen; its addresses are relative, so
that it serves under any base path.
"""

import json
import posixpath
import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from catalogue import urls
from catalogue.assets import read_asset
from catalogue.publication import Page
from catalogue.tasks import Read, Task, task
from catalogue.vocabulary import Site

KEPT_PAGES = 50
KEPT_FILES = 300
"""Most files beside pages: scripts, styles and what search has loaded."""

_ASSET = re.compile(r'(?:href|src)="\.\./(assets/[^"]+\.(?:css|js))"')
_IMPORT = re.compile(r'from "(\./[^"]+)"')


def service_worker_tasks(templates: Path, read: Read) -> Iterator[Task]:
    """The worker; `read` hands out the offline page and the assets."""
    yield task("service worker", (), partial(_service_worker, templates, read))


def _service_worker(templates: Path, read: Read) -> Iterator[Page]:
    build = {
        "version": _version(templates),
        "essentials": [urls.OFFLINE, *_needed_by(urls.file_of(urls.OFFLINE), read)],
        "pages": KEPT_PAGES,
        "files": KEPT_FILES,
    }
    line = f"const BUILD = {json.dumps(build)};\n"
    content = line.encode() + read_asset(templates / urls.SERVICE_WORKER)
    yield Page(path=urls.SERVICE_WORKER, content=content)


def _version(templates: Path) -> str:
    """Changes with what pages are made of, and so with what a kept page may not be mixed with."""
    digest = sha256()
    for path in sorted(templates.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(templates).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:12]


def _needed_by(page: str, read: Read) -> list[str]:
    """The style sheets and scripts of a page, with the scripts that these import."""
    needed = _ASSET.findall(read(page).decode())
    for path in needed:  # grows as it is read
        for name in _IMPORT.findall(read(path).decode()) if path.endswith(".js") else ():
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if imported not in needed:
                needed.append(imported)
    return list(dict.fromkeys(needed))


def render_web_manifest(site: Site) -> Page:
    """Name, icons, colours (those of site.css) and shortcuts."""
    shortcuts = (
        ("搜尋", urls.SEARCH),
        ("現在可以申請", urls.DEADLINES),
        ("幫我找措施", urls.MATCH),
    )
    manifest = {
        "name": site.title,
        "short_name": "輔導措施",
        "description": site.tagline,
        "lang": "zh-Hant-TW",
        "dir": "ltr",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#faf9f5",
        "theme_color": "#0a4f4a",
        "icons": [
            {"src": "assets/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "assets/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "assets/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {
                "src": "assets/icon-maskable-512.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
        "shortcuts": [{"name": name, "url": address} for name, address in shortcuts],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return Page(path=urls.WEB_MANIFEST, content=f"{text}\n".encode())
