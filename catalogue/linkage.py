"""HTML, CSS, JavaScript or a sitemap in; what it points at, and what a page says of itself, out.

Pure, and read as a browser reads: names in any case, addresses without the blanks around them.
"""

import re
from collections import Counter
from html.parser import HTMLParser

_ADDRESSES = ("action", "cite", "data", "formaction", "href", "poster", "src", "xlink:href")
_LOADING = {"audio", "embed", "iframe", "img", "object", "script", "source", "track", "video"}
_LOADED_LINKS = {"icon", "manifest", "modulepreload", "preload", "stylesheet"}
_STYLE_URL = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s;]+)")
_IMPORT = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*[\"'](\.[^\"']+)[\"']")
_LOCATION = re.compile(r"<loc>([^<]*)</loc>")
_REFRESH = re.compile(r"[\d.\s]*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)


class Links(HTMLParser):
    """Addresses that a page points at, the ids that others can point at, and where it belongs.

    `loaded` are those of the targets that a browser fetches without being asked.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.ids: Counter[str] = Counter()
        self.canonicals: list[str] = []
        self.title = ""
        self.description = ""
        self.policies = 0
        self.has_base = False
        self.leads_on = False
        """Whether it sends the reader to another page."""
        self._in_head = False
        self._in_title = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in reversed(attrs)}
        found = [values[name] for name in _ADDRESSES if name in values]
        sets = values.get("srcset", "").split(",")
        found += [part.split()[0] for part in sets if part.strip()]
        self.targets += found
        relations = set(values.get("rel", "").lower().split())
        if tag in _LOADING or (tag == "link" and relations & _LOADED_LINKS):
            self.loaded += found
        if "id" in values:
            self.ids[values["id"]] += 1
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self._in_title = tag == "title" and self._in_head
        self.has_base |= tag == "base"
        if tag == "link" and "canonical" in relations:
            self.canonicals.append(values.get("href", ""))
        if tag == "meta":
            self._meta(values)

    def _meta(self, values: dict[str, str]) -> None:
        content = values.get("content", "")
        meaning = values.get("http-equiv", "").lower()
        if values.get("name", "").lower() == "description":
            self.description = content
        if values.get("property", "").lower() in ("og:url", "og:image"):
            self.targets.append(content)
        if meaning == "content-security-policy":
            self.policies += "default-src 'none'" in content
        if meaning == "refresh" and (match := _REFRESH.fullmatch(content)):
            self.leads_on = True
            self.targets.append(match[1])
            self.loaded.append(match[1])

    def handle_endtag(self, tag: str) -> None:
        self._in_head &= tag != "head"
        self._in_title &= tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()


def other_targets(name: str, text: str) -> list[str]:
    """What a style sheet, a script or the sitemap of that name points at."""
    if name.endswith(".css"):
        return [target for target in _STYLE_URL.findall(text) if not target.startswith("data:")]
    if name.endswith(".js"):
        return _IMPORT.findall(text)
    return _LOCATION.findall(text) if name == "sitemap.xml" else []
