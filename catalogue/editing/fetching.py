"""A web address in; what its server answers, or why there is no answer, out.

Only http and https, only what is needed to judge a link: at most 1 MB of a page, no cookies, no
scripts.
"""

import re
import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import quote, urlsplit

from catalogue.prose import plain_text

AGENT = "Mozilla/5.0 (compatible; support-measures-catalogue link check)"
MAX_BYTES = 1024 * 1024
REFUSALS = {401, 403, 405, 406, 429, 503}
"""Answers of servers that like no programs; a person may well get the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`url` is where redirects led; `text` what the page says, None where it is not HTML.

    `failure` says, in Chinese, why there is no page; `refused` that a browser may get one.
    """

    url: str
    text: str | None = None
    failure: str | None = None
    refused: bool = False


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not to ftp, which the standard library would."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise urllib.error.URLError("轉到不是網頁的位址")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, timeout: float) -> Answer:
    """Get a page; `timeout` is in seconds, for each step. Raise nothing."""
    ascii_url = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
    try:
        request = urllib.request.Request(ascii_url, headers={"User-Agent": AGENT})
        opener = urllib.request.build_opener(_WebOnly)
        with opener.open(request, timeout=timeout) as response:
            body = response.read(MAX_BYTES)
            kind = response.headers.get_content_type()
            charset = response.headers.get_content_charset()
            is_page = kind in ("text/html", "application/xhtml+xml", "text/plain")
            text = _page_text(body, charset) if is_page else None
            return Answer(url=response.url, text=text)
    except urllib.error.HTTPError as error:
        with error:
            failure = f"網站回答 {error.code}{_phrase(error.code)}"
            return Answer(url=error.url or url, failure=failure, refused=error.code in REFUSALS)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(url=url, failure=_reason(error, timeout))


def _page_text(body: bytes, charset: str | None) -> str:
    declared = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", body[:4096], re.IGNORECASE)
    for encoding in (charset, declared and declared[1].decode("ascii"), "utf-8", "big5"):
        try:
            html = body.decode(
                encoding or "utf-8", "ignore" if len(body) == MAX_BYTES else "strict"
            )
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        html = body.decode("utf-8", "replace")
    return plain_text(re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", html))


def _phrase(code: int) -> str:
    known = {404: "（找不到這一頁）", 410: "（這一頁已移除）", 403: "（不讓程式看）"}
    is_fault = code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return known.get(code, "（網站出錯）" if is_fault else "")


def _reason(error: Exception, timeout: float) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"{timeout:g} 秒內沒有回答"
    if isinstance(cause, socket.gaierror):
        return "找不到這個網域"
    if isinstance(cause, ssl.SSLError):
        return f"安全憑證有問題（{cause.reason or cause}）"
    if isinstance(cause, ConnectionError):
        return "網站拒絕連線或中斷連線"
    return f"讀不到（{cause}）"
