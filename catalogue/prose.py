"""Markdown, as editors write it, to HTML: CommonMark and tables, nothing that alters a fact.

No strikethrough (it would eat `2~3 月 … 20~30 萬`), no typographic replacements (5/6 is a date),
no raw HTML, and only links that a reader can follow safely.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}

_SCROLLING = '<div class="table-scroll" tabindex="0" role="region" aria-label="表格，可左右捲動">'
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>|<(!--|!DOCTYPE|\?)[^<>]*")


def render_markdown(text: str) -> str:
    """HTML of a Markdown text; raw HTML in it is shown as text."""
    html: str = _MARKDOWN.render(text)
    return html.replace("<table>", _SCROLLING + "<table>").replace("</table>", "</table></div>")


def plain_text(html: str) -> str:
    """The text of generated HTML, block by block on lines of its own."""
    text = re.sub(
        r"</?(p|li|h\d|ul|ol|tr|th|td|table|thead|tbody|div|blockquote|pre|br|hr)\b[^>]*>",
        "\n",
        html,
    )
    text = re.sub(r"<[^>]+>", "", text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"\n\s*", "\n", text).strip()


def body_problems(text: str) -> Iterator[tuple[int, str]]:
    """Line offset (from 0) and message of everything a body may not contain."""
    for token in _MARKDOWN.parse(text):
        line = token.map[0] if token.map else 0
        if token.type == "heading_open" and token.tag == "h1":
            yield line, "內文不要用「# 」大標題（頁面標題已經是），請從「## 」開始"
        for child in token.children or ():
            offset = line + _breaks_before(token, child)
            yield from ((offset, message) for message in _inline_problems(child))


def _breaks_before(token: Token, child: Token) -> int:
    lines = 0
    for sibling in token.children or ():
        if sibling is child:
            break
        lines += sibling.type in ("softbreak", "hardbreak")
    return lines


def _is_hidden(character: str) -> bool:
    """Whether a character controls how others are shown, and is not shown itself."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and character not in "\n\t"


def _inline_problems(token: Token) -> Iterator[str]:
    if token.type == "text" and (tag := _TAG.search(token.content)):
        yield f"內文不能用 HTML 標籤，找到 {tag[0][:40]}；請改用 Markdown"
    if token.type == "image":
        yield "內文不能放圖片；請用文字說明"
    if token.type == "link_open":
        address = str(token.attrGet("href") or "")
        scheme = urlsplit(address).scheme.lower()
        if scheme not in SAFE_SCHEMES:
            yield f"連結「{address}」不能用；只接受 http、https、mailto、tel 開頭的網址"
        elif "@" in urlsplit(address).netloc:
            yield f"連結「{address}」含有帳號或密碼（@ 前面的部分），不能公開"
        elif "xn--" in urlsplit(address).netloc.lower():  # what Markdown makes of other letters
            yield f"連結「{address}」的網域有非英數字元，可能是冒充的網址"
    # Entities, which the reading of the file does not see: &#x202e;
    texts = (token.content, *map(str, token.attrs.values())) if token.type != "code_inline" else ()
    for hidden in filter(_is_hidden, "".join(texts)):
        yield f"有看不見的字元 U+{ord(hidden):04X}，請刪掉"
    if token.type == "text" and re.search(
        r"\]\(\s*(javascript|data|vbscript|file):", token.content, re.IGNORECASE
    ):
        yield "連結的網址開頭不安全；只接受 http、https、mailto、tel"
