"""Published files in; their hashes, and whatever is broken among them, out. Writes nothing.

`files.sha256` lists every published file with its SHA-256 hash, in the format of `sha256sum`, so
that anybody can check a copy of the site with `sha256sum -c files.sha256`. An existing site is
checked without its content: hashes, and that every link of every page leads to a file, and every
anchor to an element.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from catalogue import urls
from catalogue.publication import Page

MANIFEST = "files.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_ANYWHERE = "https://site.invalid/"
"""Where a page is taken to be, if it does not say itself."""


class Links(HTMLParser):
    """Addresses that a page points at, the ids that others can point at, and where it belongs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.canonical = ""
        self.has_title = False
        self.has_description = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.targets += [values[name] for name in ("href", "src", "action") if name in values]
        self.ids |= {values["id"]} if "id" in values else set()
        self.has_title |= tag == "title"
        if tag == "meta" and values.get("name") == "description":
            self.has_description = bool(values.get("content"))
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values.get("href", "")
        if tag == "meta" and values.get("http-equiv") == "refresh":
            self.targets.append(values.get("content", "").partition("url=")[2])


def render_manifest(pages: Iterable[Page]) -> Iterator[Page]:
    """`files.sha256`: a line for each page, sorted by path."""
    lines = sorted((page.path, sha256(page.content).hexdigest()) for page in pages)
    text = "".join(f"{digest}  {path}\n" for path, digest in lines)
    yield Page(path=MANIFEST, content=text.encode())


def published_files(site: Path) -> dict[str, Path]:
    """The files of a made site by their paths in it; the marker is no part of it."""
    return {
        path.relative_to(site).as_posix(): path
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def file_sizes(site: Path) -> dict[str, tuple[int, int]]:
    """How many files of each kind (the end of their names) a made site has, and their bytes.

    Raise FileNotFoundError where there is no made site.
    """
    (site / MANIFEST).stat()
    sizes: dict[str, tuple[int, int]] = {}
    for path in published_files(site).values():
        count, total = sizes.get(path.suffix, (0, 0))
        sizes[path.suffix] = (count + 1, total + path.stat().st_size)
    return sizes


def site_faults(site: Path) -> Iterator[str]:
    """What is wrong with a published folder, a line each, by file; nothing if it is whole."""
    paths = published_files(site)
    if MANIFEST not in paths:
        yield f"{MANIFEST}：找不到；這不是一個做好的網站，或是檔案不完整"
    else:
        yield from _hash_faults(paths)
    pages = {
        name: Links(path.read_text(encoding="utf-8", errors="replace"))
        for name, path in paths.items()
        if name.endswith(".html")
    }
    for name, links in pages.items():
        yield from (f"{name}：{fault}" for fault in _page_faults(name, links, paths, pages))


def _hash_faults(paths: Mapping[str, Path]) -> Iterator[str]:
    listed: dict[str, str] = {}
    for number, line in enumerate(paths[MANIFEST].read_text(errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match:
            listed[match[2]] = match[1]
        else:
            yield f"{MANIFEST}：第 {number} 行看不懂"
    for name in sorted(listed.keys() - paths.keys()):
        yield f"{name}：少了這個檔案"
    for name in sorted(paths.keys() - listed.keys() - {MANIFEST}):
        yield f"{name}：多出來的檔案，不是這次做的"
    for name in sorted(listed.keys() & paths.keys()):
        if sha256(paths[name].read_bytes()).hexdigest() != listed[name]:
            yield f"{name}：內容和做好時不同"


def _page_faults(
    name: str, links: Links, paths: Mapping[str, Path], pages: Mapping[str, Links]
) -> Iterator[str]:
    address = name.removesuffix("index.html")
    if not (links.has_title and links.has_description and links.canonical):
        yield "少了標題、說明或正式網址"
    elif not links.canonical.endswith(f"/{address}"):
        yield f"正式網址是 {links.canonical}，和檔案的位置不合"
    base = links.canonical.removesuffix(address) or _ANYWHERE
    for target in dict.fromkeys(links.targets):
        full = urljoin(base + address, target)
        if not full.startswith(base):
            if urlsplit(full)[:2] == urlsplit(base)[:2]:
                yield f"連結 {target} 跑出網站之外"
            continue
        parts = urlsplit(full)
        file = urls.file_of(unquote(parts.path).removeprefix(unquote(urlsplit(base).path)))
        if file not in paths:
            yield f"連結 {target} 沒有檔案"
        elif parts.fragment and file in pages and unquote(parts.fragment) not in pages[file].ids:
            yield f"連結 {target} 沒有那個位置"
