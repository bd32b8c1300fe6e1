"""A file in; its text out, or what keeps it from being a text that can be published.

UTF-8, with or without BOM, with any line ends; without characters that nobody sees
as they were meant.
"""

import codecs
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from catalogue.problems import MAX_A_FILE, ContentError, Problem

MAX_BYTES = 256 * 1024

_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Control characters; what is never drawn (Unicode's Default_Ignorable_Code_Point, the blank of
# Braille, marks of Egyptian writing); what reorders the text beside it (TR36, section 3: also the
# letters of scripts that run from right to left); what stands for no character here (code points
# that are none, private ones, U+FFFC, U+FFFD); and the fourth mark on one letter (TR36, 2.10).
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ufdd0-\ufdef"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    "\ud800-\uf8ff\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 0xE0000, 1 << 16)
    )
    + f"]|(?<=[{_MARKS}]{{3}})[{_MARKS}]"
)
HARMLESS = re.compile("[\t\n -~\u2010-\u2027\u3000-\u3130\u3190-\u9fff\uff01-\uff5e]*")
"""Most texts hold nothing else, and that is found out in a thirtieth of the time."""
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?:[ ].*)?$", re.MULTILINE)


def read_bytes(path: Path, name: str) -> bytes:
    """What a content file holds; raise ContentError where it cannot, or must not, be read."""
    try:
        status = path.lstat()
        kind = stat.S_IFMT(status.st_mode)
        if kind == stat.S_IFLNK:  # which could publish, or print, any file of the machine
            message = "這是連到別處的捷徑（符號連結），請放檔案本身。"
            raise _refusal(name, "file-unreadable", message)
        if kind not in (stat.S_IFREG, stat.S_IFDIR):  # a pipe: reading it never ends
            raise _refusal(name, "file-unreadable", "這不是一般的檔案。")
        if status.st_size > MAX_BYTES:
            message = f"檔案太大，上限 {MAX_BYTES // 1024} KB；一項措施通常不到 10 KB。"
            raise _refusal(name, "file-too-large", message)
        return path.read_bytes()
    except FileNotFoundError:
        raise _refusal(name, "file-missing", "找不到這個檔案。") from None
    except OSError as error:
        reason = {"PermissionError": "沒有讀取的權限", "IsADirectoryError": "這是資料夾"}
        shown = reason.get(type(error).__name__, str(error.strerror))
        raise _refusal(name, "file-unreadable", f"讀不到這個檔案：{shown}。") from None


def _refusal(name: str, code: str, message: str, line: int = 1) -> ContentError:
    problem = Problem(path=name, line=line, column=1, message=message, code=code)
    return ContentError([problem])


def text_of(raw: bytes, name: str) -> tuple[str, list[Problem]]:
    """A file's text: UTF-8, with or without BOM, LF or CRLF; and the characters left out of it.

    Raise ContentError where it is no text at all.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"檔案不是 UTF-8 編碼{_looks_like(raw)}，請用 UTF-8 另存新檔。"
        raise _refusal(name, "file-encoding", message, line) from None
    if raw.count(b"\0") > len(raw) // 8:  # UTF-16 of Latin letters is UTF-8 too
        message = f"檔案不是 UTF-8 編碼{_looks_like(raw)}，請用 UTF-8 另存新檔。"
        raise _refusal(name, "file-encoding", message)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _refusal(name, "file-empty", "檔案是空的。")
    if "\n=======" in text or "<<<<<<<" in text or ">>>>>>>" in text:
        _refuse_conflict(text, name)
    if HARMLESS.fullmatch(text) or HIDDEN.search(text) is None:
        return text, []
    text, problems = _without_hidden(text, name)
    if not text.strip():
        raise ContentError(problems)
    return text, problems


def _looks_like(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "（看起來是 UTF-16）"
    if raw.count(b"\0") > len(raw) // 8:
        return "（看起來是 UTF-16）"
    try:
        raw.decode("big5hkscs")
    except UnicodeDecodeError:
        return ""
    return "（看起來是 Big5）"


def _refuse_conflict(text: str, name: str) -> None:
    """Two versions of a file that git could not join: no telling which one is meant."""
    conflicts: list[list[re.Match[str]]] = []
    for mark in _CONFLICT.finditer(text):
        if mark[0].startswith("<") or not conflicts:
            conflicts.append([])
        conflicts[-1].append(mark)
    problems = [
        _conflict_problem(text, name, marks)
        for marks in conflicts
        if any(mark[0].startswith(("<", ">")) for mark in marks)
    ]
    if problems:
        raise ContentError(problems)


def _conflict_problem(text: str, name: str, marks: Sequence[re.Match[str]]) -> Problem:
    lines = [text.count("\n", 0, mark.start()) + 1 for mark in marks]
    listed = "、".join(
        f"第 {line} 行的「{mark[0][:7]}」" for line, mark in zip(lines, marks, strict=True)
    )
    message = f"有 git 合併衝突留下的記號：{listed}；請留下正確的內容，刪掉記號那幾行。"
    return Problem(
        path=name,
        line=lines[0],
        column=1,
        message=message,
        code="merge-conflict",
        source=marks[0][0],
    )


def hidden_message(character: str) -> str:
    """What to say of a character that nobody sees, or not as it was meant."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    if category == "Co":
        return f"有造字 {code}，別人的電腦看不到，請改用標準字，或用文字說明。"
    if character == "\ufffd":
        return f"有壞掉的字 {code}，多半是轉檔時遺失了，請查出原來的字。"
    if category != "Cf" and unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return f"有由右往左寫的字元 {code}，會打亂前後的文字和數字，請刪掉。"
    if category in ("Mn", "Me") and unicodedata.combining(character):
        return f"同一個字上疊了太多附加符號（{code}），請刪掉。"
    return f"有看不見的字元 {code}，可能是複製貼上時帶進來的，請刪掉這一格。"


def _without_hidden(text: str, name: str) -> tuple[str, list[Problem]]:
    """The text without its invisible characters, and the first of them as problems."""

    def found() -> Iterator[Problem]:
        for number, line in enumerate(text.split("\n"), start=1):
            fix = HIDDEN.sub("", line).rstrip()  # once: a line may have a hundred thousand of them
            for match in HIDDEN.finditer(line):
                yield Problem(
                    path=name,
                    line=number,
                    column=match.start() + 1,
                    message=hidden_message(match[0]),
                    code="hidden-character",
                    fix=fix,
                    source=line,
                )

    return HIDDEN.sub("", text), list(islice(found(), MAX_A_FILE + 1))
