"""Markdown, as editors write it, to HTML: CommonMark and tables, nothing that alters a fact.

No strikethrough (it would eat `2~3 月 … 20~30 萬`), no typographic replacements (5/6 is a date),
no raw HTML, and only links that a reader can follow safely.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalogue.addresses import check_email, check_web_address, host_shown
from catalogue.markup import HTML_TAG, LINK_SYNTAX, UNSAFE_SCHEME, shown
from catalogue.plain_prose import plain_html
from catalogue.problems import WrongValueError
from catalogue.texts import HIDDEN, hidden_message

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ALIGNED = re.compile(r'(?<=<t[hd]) style="text-align:(left|center|right)">')
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6}(?=[^#＃\s])|＃{1,6})[ \u3000]*(?P<text>[^\s#＃].*)")
_HEADING_TAG = re.compile(r"(</?h)([1-6])>")
# Of what contains these, the parent's end or the next one's beginning says as much.
_NEEDLESS = re.compile(
    r"</(?:p|li|t[dhr]|thead|tbody)>\n?|\n(?=</?(?:[uo]l|li|p|h\d|t[dhr]|t(?:able|head|body)|div|blockquote|hr)\b)"
)
_ENTITIES = (
    *(("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#34;", '"'), ("&#39;", "'")),
    ("&amp;", "&"),
)
_LINK = re.compile(r"\]\(([^()\s<>]*)\)")
_TELEPHONE = re.compile(r"\+?[\d()-]+(?:[,;](?:ext=)?\d+)*")
# A body without any of these, also where a line begins, and with web links only, has nothing to be
# told of: parsing it to find that out would take half the time of reading the content.
_REMARKABLE = re.compile(
    r"[<＃\\］】&]|!\[|\](?:\s*（|\s+\()|\]\((?!https?://[^\s()<>]+\))|\]:|\]\[|\*\*|__|script:"
)
_REMARKABLE_LINE = re.compile(
    r"^(?: {4}|\t|[\s>]*(?:`{3}|~{3})"
    r"|[\s>*+\-\d.)]*#(?!#)| {0,3}#{2,6}[^#\s]|[\s>]*(?:=+|-{2,}|- -.*)\s*$)",
    re.MULTILINE,
)


def render_markdown(text: str, top: int = 2) -> str:
    """HTML of a Markdown text, its `##` a heading of level `top`; raw HTML is shown as text."""
    plain = plain_html(text, _render_line)
    html: str = _parser().render(text) if plain is None else plain
    if top != 2:
        html = _HEADING_TAG.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + top - 2, 6)}>", html)
    if "<table>" in html:
        html = _ALIGNED.sub(r' class="\1">', html)  # the policy of the pages allows no styles
        html = html.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
        html = html.replace("</table>", "</table></div>")
    return html


def _render_line(text: str) -> str:
    return str(_parser().renderInline(text))


def _parser() -> "MarkdownIt":
    from catalogue.commonmark import MARKDOWN

    return MARKDOWN


def terse(html: str) -> str:
    """The same HTML of Markdown without the end tags and line breaks that say nothing."""
    return _NEEDLESS.sub("", html).strip()


def plain_text(html: str) -> str:
    """The text of generated HTML, block by block on lines of its own.

    `plainText` of page-text.js does the same.
    """
    text = re.sub(
        r"</?(p|li|d[dt]|h\d|ul|ol|tr|th|td|table|thead|tbody|div|blockquote|pre|br|hr)\b[^>]*>",
        "\n",
        html,
    )
    text = re.sub(r"<[^>]+>", "", text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return re.sub(r"\n\s*", "\n", text).strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something a body may not contain; `line` counts from 0 within it, `column` from 1."""

    line: int
    column: int
    code: str
    message: str
    fix: str = ""


def body_findings(text: str) -> Iterator[Finding]:
    """Everything in a body that a reader would not see as it was meant, or must not follow."""
    if (
        _REMARKABLE.search(text) is None
        and _REMARKABLE_LINE.search(text) is None
        and not any(map(_bad_link, _LINK.findall(text)))
    ):
        return
    lines = text.split("\n")
    block = 0
    for token in _parser().parse(text):
        if token.map:
            block = token.map[0]
        yield from _block_findings(token, block, lines)
        if token.children:
            yield from _inline_findings(token.children, block, lines)


def _finding(
    lines: Sequence[str], line: int, snippet: str, code: str, message: str, fix: str = ""
) -> Finding:
    """A finding at the first place of `snippet` on `line` or a later one."""
    needle = snippet.split("\n")[0]
    for index in range(line, len(lines)):
        column = lines[index].find(needle)
        if column >= 0:
            return Finding(line=index, column=column + 1, code=code, message=message, fix=fix)
    return Finding(line=min(line, len(lines) - 1), column=1, code=code, message=message)


def _block_findings(token: "Token", line: int, lines: Sequence[str]) -> Iterator[Finding]:
    source = lines[line] if line < len(lines) else ""
    if token.type == "heading_open" and token.markup in ("=", "-"):
        # `文字` with `---` below it: an editor meant a line, readers get a heading.
        below = token.map[1] - 1 if token.map else line
        message = f"這一行的「{shown(lines[below])}」會把上一行變成標題；標題請寫「## 標題」。"
        yield _finding(lines, below, lines[below].strip(), "body-rule", message)
    elif token.type == "heading_open" and token.tag == "h1":
        message = "內文不要用「# 」大標題（頁面標題已經是），請從「## 」開始。"
        fix = re.sub(r"#", "##", source.rstrip(), count=1)
        yield _finding(lines, line, "#", "body-heading", message, fix)
    elif token.type == "hr" and "-" in source:
        message = "內文裡多了一行 ---；不需要分隔線，請刪掉。"
        yield _finding(lines, line, "-", "body-rule", message)
    elif token.type == "fence":
        message = f"內文不要用 {token.markup}（程式碼），讀者會看到原始的樣子；請刪掉這一行。"
        yield _finding(lines, line, token.markup, "body-code", message)
    elif token.type == "code_block":
        message = "這一行前面的空白太多，讀者會看到程式碼的樣子；請刪掉前面的空白。"
        fix = source.strip()
        yield _finding(lines, line, source, "body-code", message, fix)
    elif token.type == "paragraph_open":
        last = token.map[1] if token.map else line + 1
        for index in range(line, min(last, len(lines))):
            if found := _HEADING.fullmatch(lines[index]):
                marks = found["marks"].replace("＃", "#")
                marks = "##" if marks == "#" else marks
                message = "標題的 # 要用半形，後面要有一個半形空白。"
                fix = f"{marks} {found['text'].rstrip()}"
                yield _finding(lines, index, found["marks"], "body-heading", message, fix)


def _inline_findings(
    children: "Sequence[Token]", block: int, lines: Sequence[str]
) -> Iterator[Finding]:
    line = block
    text = ""
    link: tuple[str, int] | None = None
    for child in children:
        # Entities, which the reading of the file does not see: &#x202e;
        seen = "" if child.type == "code_inline" else child.content
        for hidden in HIDDEN.findall(seen + "".join(map(str, child.attrs.values()))):
            yield _finding(lines, line, "&", "hidden-character", hidden_message(hidden))
        if child.type in ("softbreak", "hardbreak"):
            text += "\n"
            line += 1
        elif child.type == "text":
            text += child.content
        elif child.type == "image":
            yield _finding(lines, line, "![", "body-image", "內文不能放圖片，請用文字說明。")
        elif child.type == "link_open":
            address = _written(str(child.attrGet("href") or ""), lines[line:])
            if wrong := _bad_link(address):
                code, message, right = wrong
                source = next((source for source in lines[line:] if address in source), "")
                fix = source.replace(address, right).rstrip() if right else ""
                yield _finding(lines, line, address, code, message, fix)
            else:
                link = (address, len(text))
        elif child.type == "link_close" and link:
            address, start = link
            link = None
            if ":" in address and (host := host_shown(text[start:], address)):
                message = f"連結的文字寫的是「{shown(host)}」，卻連到「{shown(address)}」。"
                yield _finding(lines, line, address, "link-elsewhere", message)
    yield from _text_findings(text, block, lines)


def _written(address: str, lines: Sequence[str]) -> str:
    """A link's address as the editor wrote it: the parser encodes what is not ASCII."""
    for line in lines:
        for written in _LINK.findall(line):
            if written == address or _parser().normalizeLink(written) == address:
                return str(written)
    return address


def _text_findings(text: str, block: int, lines: Sequence[str]) -> Iterator[Finding]:
    """What is left as text although it was meant as markup."""
    opened: set[str] = set()
    for tag in HTML_TAG.finditer(text):
        name = re.split(r"[\s/>]", tag[0].lstrip("</"))[0]
        if tag[0].startswith("</") and name in opened:
            continue
        opened.add(name)
        line = block + text.count("\n", 0, tag.start())
        message = f"內文不能用 HTML 標籤，找到「{shown(tag[0])}」；請刪掉，或改用 Markdown。"
        yield _finding(lines, line, tag[0], "body-html", message)
    for unsafe in UNSAFE_SCHEME.finditer(text):
        line = block + text.count("\n", 0, unsafe.start())
        message = "連結的網址開頭不安全，只接受 http、https、mailto、tel。"
        yield _finding(lines, line, unsafe[0], "body-link", message)
    for link in LINK_SYNTAX.finditer(text):
        if UNSAFE_SCHEME.search(link[0]) is None:
            line = block + text.count("\n", 0, link.start())
            message = (
                f"「{shown(link[0])}」不是正確的連結，讀者會看到這些符號；"
                "請寫成 [名稱](https://網址)，括號要半形，網址裡不能有空白。"
            )
            yield _finding(lines, line, link[0], "body-link-broken", message)
    if "**" in text or "__" in text:
        mark = "**" if "**" in text else "__"
        line = block + text.count("\n", 0, text.index(mark))
        message = (
            f"{mark} 沒有變成粗體，讀者會看到這兩個符號；前後要成對，裡面不要有空白，"
            f"緊鄰全形標點時請把標點移到 {mark} 外面。"
        )
        yield _finding(lines, line, mark, "body-emphasis", message)


def _bad_link(address: str) -> tuple[str, str, str | None] | None:
    """Code, message and right address where a link cannot be followed safely."""
    scheme, colon, rest = address.partition(":")
    try:
        if colon and scheme.lower() == "mailto":
            check_email(rest)
        elif not (colon and scheme.lower() == "tel" and _TELEPHONE.fullmatch(rest)):
            check_web_address(address)
    except WrongValueError as mistake:
        if mistake.code == "email-form":
            return "body-link", str(mistake), mistake.right and f"mailto:{mistake.right}"
        if mistake.code == "url-scheme" or not colon:
            only = "只接受 http、https、mailto、tel 開頭的完整網址。"
            return "body-link", f"連結「{shown(address)}」不能用，{only}", mistake.right
        return "body-link", str(mistake), mistake.right
    return None
