"""Published files in; their hashes, and whatever is broken among them, out. Writes nothing.

`files.sha256` lists every published file with its SHA-256 hash, in the format of `sha256sum`, so
that anybody can check a copy of the site with `sha256sum -c files.sha256`. An existing site is
checked without its content: hashes; that every link of every page, style sheet, script and of the
sitemap leads to a file, and every anchor to one element; and that every page has a title, a
description, its own canonical address, a policy, a way home, and loads nothing from elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from catalogue import urls
from catalogue.incremental import MARKER
from catalogue.publication import Files, Page

if TYPE_CHECKING:
    from catalogue.linkage import Links

MANIFEST = "files.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_HOME = "index.html"
_LINKING = (".css", ".js", "sitemap.xml")
_ANYWHERE = "https://site.invalid/"
"""Where a page is taken to be, if it does not say itself."""


def render_manifest(files: Files) -> Iterator[Page]:
    """`files.sha256`: a line for each file, sorted by path."""
    text = "".join(f"{files[path]}  {path}\n" for path in sorted(files))
    yield Page(path=MANIFEST, content=text.encode())


def published_files(site: Path) -> dict[str, Path]:
    """The files of a made site by their paths in it; the marker is no part of it."""
    return {
        path.relative_to(site).as_posix(): path
        for path in sorted(site.rglob("*"))
        if (path.is_symlink() or not path.is_dir()) and path != site / MARKER
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
    from catalogue.linkage import Links, other_targets  # no build needs what reads HTML

    found = published_files(site)
    paths = {name: path for name, path in found.items() if path.is_file() and not path.is_symlink()}
    yield from (f"{name}：不是一般的檔案" for name in found.keys() - paths.keys())
    if MANIFEST not in paths:
        yield f"{MANIFEST}：找不到；這不是一個做好的網站，或是檔案不完整"
    else:
        yield from _hash_faults(paths)
    pages = {name: Links(_text(path)) for name, path in paths.items() if name.endswith(".html")}
    home = pages[_HOME].canonicals[:1] if _HOME in pages else []
    base = home[0] if home and urlsplit(home[0]).scheme in ("http", "https") else _ANYWHERE
    for name, links in pages.items():
        address = name.removesuffix(_HOME)
        yield from (f"{name}：{fault}" for fault in _page_faults(links, base, address))
        yield from (
            f"{name}：{fault}"
            for fault in _link_faults(links.targets, links.loaded, base, address, paths, pages)
        )
    for name, path in paths.items():
        targets = other_targets(name, _text(path)) if name.endswith(_LINKING) else []
        faults = _link_faults(targets, targets, base, name, paths, pages)
        yield from (f"{name}：{fault}" for fault in faults)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _hash_faults(paths: Mapping[str, Path]) -> Iterator[str]:
    listed: dict[str, str] = {}
    for number, line in enumerate(_text(paths[MANIFEST]).split("\n")[:-1], 1):
        match = _LINE.fullmatch(line)
        if match and match[2] not in listed:
            listed[match[2]] = match[1]
        else:
            yield f"{MANIFEST}：第 {number} 行{'重複' if match else '看不懂'}"
    for name in sorted(listed.keys() - paths.keys()):
        yield f"{name}：少了這個檔案"
    for name in sorted(paths.keys() - listed.keys() - {MANIFEST}):
        yield f"{name}：多出來的檔案，不是這次做的"
    for name in sorted(listed.keys() & paths.keys()):
        if sha256(paths[name].read_bytes()).hexdigest() != listed[name]:
            yield f"{name}：內容和做好時不同"


def _page_faults(links: "Links", base: str, address: str) -> Iterator[str]:
    """What a page must say of itself, and must not do."""
    if not (links.title and links.description and links.canonicals):
        yield "少了標題、說明或正式網址"
    elif links.canonicals != [urls.absolute(base, address)]:
        yield f"正式網址是 {'、'.join(links.canonicals)}，和檔案的位置不合"
    if links.policies != 1 or links.has_base:
        yield "少了內容安全政策（CSP），或是有 <base>"
    yield from (f"代號 {name} 用了 {count} 次" for name, count in links.ids.items() if count > 1)
    here = base + address
    if not links.leads_on and base not in (urljoin(here, target) for target in links.targets):
        yield "沒有回首頁的連結"


def _link_faults(
    targets: Iterable[str],
    loaded: Iterable[str],
    base: str,
    address: str,
    paths: Mapping[str, Path],
    pages: "Mapping[str, Links]",
) -> Iterator[str]:
    """What of the addresses in a file leads nowhere; or elsewhere, though it is `loaded`."""
    fetched = set(loaded)
    for target in dict.fromkeys(targets):
        if re.search(r"[\\\s]", target):
            yield f"連結 {target!r} 有空白或反斜線"
            continue
        full = urljoin(base + address, target)
        if not full.startswith(base):
            if urlsplit(full)[:2] == urlsplit(base)[:2]:
                yield f"連結 {target} 跑出網站之外"
            elif target in fetched:
                yield f"{target} 從別的網站載入"
            continue
        parts = urlsplit(full)
        file = urls.file_of(unquote(parts.path).removeprefix(unquote(urlsplit(base).path)))
        if file not in paths:
            yield f"連結 {target} 沒有檔案"
        elif parts.fragment and file in pages and unquote(parts.fragment) not in pages[file].ids:
            yield f"連結 {target} 沒有那個位置"
