"""A content file in; its front matter with the line and column of every key, and its body, out.

YAML is read strictly, from the parser's events: core scalars of YAML 1.2 only (so `no` stays a
text), no aliases, anchors or tags (an alias bomb has nothing to grow from), duplicate keys are
errors, and a number keeps its form: `012` is the text "012", since turning it into 12 would lose
a digit of a telephone extension. Dates stay texts for `dates`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from catalogue.problems import ContentError, Problem

Key = str | int
Place = tuple[int, int]
"""Line and column, from 1."""
KeyPath = tuple[Key, ...]
"""Where a value stands: `("services", 0, "windows", 1, "closes")`."""

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_CONSTANTS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NULLS = {"", "~", "null", "Null", "NULL"}
# Control characters, invisible ones that reorder or hide text (Unicode TR36, section 3), blanks
# that pass for letters (TR36, 2.10), and code points that are no characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 0x110000, 1 << 16)
    )
    + "]"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One read file; `places` has the place of every key and list item in `data`."""

    path: str
    data: Mapping[str, object]
    places: Mapping[KeyPath, Place]
    body: str
    body_line: int

    def place(self, keys: KeyPath) -> Place:
        """The place of the longest known beginning of `keys`."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, (1, 1))

    def problem(self, keys: KeyPath, message: str) -> Problem:
        line, column = self.place(keys)
        return Problem(path=self.path, line=line, column=column, message=message)


def read_text(path: Path, name: str) -> str:
    """A file's text: UTF-8, with or without BOM, LF or CRLF; raise ContentError."""

    def refuse(message: str, line: int = 1, column: int = 1) -> ContentError:
        return ContentError([Problem(path=name, line=line, column=column, message=message)])

    if path.exists() and not (path.is_file() or path.is_dir()):
        raise refuse("這不是一般的檔案")  # a pipe, say, whose reading never ends
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refuse(f"讀不到這個檔案：{error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise refuse(f"檔案太大，上限 {MAX_BYTES // 1024} KB；一項措施通常不到 10 KB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"檔案不是 UTF-8 編碼{_looks_like(raw)}，請另存成 UTF-8", line) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise refuse("檔案是空的")
    if hidden := _FORBIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        column = hidden.start() - text.rfind("\n", 0, hidden.start())
        raise refuse(_explain_hidden(hidden[0]), line, column)
    return text


def _explain_hidden(character: str) -> str:
    return f"有看不見的字元 U+{ord(character):04X}，可能是複製貼上時帶進來的，請刪掉重打"


def _looks_like(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "（看起來是 UTF-16）"
    try:
        raw.decode("big5hkscs")
    except UnicodeDecodeError:
        return ""
    return "（看起來是 Big5）"


def read_document(path: Path, name: str) -> Document:
    """Read a Markdown file with front matter; `name` is its path in messages.

    Raise ContentError with one problem where the file or its YAML cannot be read.
    """
    text = read_text(path, name)
    fences = list(_FENCE.finditer(text))
    if not fences or text[: fences[0].start()].strip():
        raise _error(
            name, (1, 1), "檔案開頭要有一行 ---（三個減號），下一行開始寫欄位" + _near_fence(text)
        )
    if len(fences) < 2:
        raise _error(name, (1, 1), "欄位後面少了一行 ---（三個減號）；那一行之後才是內文")
    start, end = fences[0].end() + 1, fences[1].start()
    first_line = text.count("\n", 0, start) + 1
    data, places = parse_yaml(text[start:end], name, first_line)
    return Document(
        path=name,
        data=data,
        places=places,
        body=text[fences[1].end() :].strip("\n"),
        body_line=_body_line(text, fences[1].end()),
    )


def _near_fence(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0].strip()
    if re.fullmatch(r"[-－—–─_]{2,}", first):
        return f"，找到的是「{first}」，請改成半形的 ---"
    return ""


def _body_line(text: str, end: int) -> int:
    rest = text[end:]
    skipped = len(rest) - len(rest.lstrip("\n"))
    return text.count("\n", 0, end + skipped) + 1


def read_yaml(path: Path, name: str) -> Document:
    """Read a YAML file (a vocabulary); raise ContentError."""
    data, places = parse_yaml(read_text(path, name), name, 1)
    return Document(path=name, data=data, places=places, body="", body_line=1)


def _error(name: str, place: Place, message: str) -> ContentError:
    return ContentError([Problem(path=name, line=place[0], column=place[1], message=message)])


def parse_yaml(
    text: str, name: str, first_line: int
) -> tuple[Mapping[str, object], Mapping[KeyPath, Place]]:
    """YAML text to plain values (dict, tuple, str, int, float, bool, None) and their places."""
    composer = _Composer(text, name, first_line)
    try:
        data = composer.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # At the end of the text the parser may already count a line that is not there.
        row = min(mark.line, text.count("\n")) if mark else 0
        place = (row + first_line, mark.column + 1 if mark else 1)
        line = text.split("\n")[row] if mark else ""
        raise _error(name, place, explain_yaml_error(error, line)) from None
    except yaml.YAMLError as error:
        raise _error(name, (first_line, 1), f"YAML 讀不懂：{error}") from None
    return data, MappingProxyType(composer.places)


def explain_yaml_error(error: yaml.MarkedYAMLError, line: str) -> str:
    """The parser's complaint as an editor can act on it."""
    problem = f"{error.context or ''} {error.problem or ''}"
    key = line.strip().removeprefix("- ")
    if re.match(r"[a-z_]+ ?：", key):
        return "欄位名稱後面是全形冒號「：」，請改成半形的 : 再加一個空白，例如 title: 內容"
    if (
        "\t" in line[: len(line) - len(line.lstrip())]
        or "'\\t'" in problem
        or "tab" in problem.lower()
    ):
        return "縮排用了 Tab 鍵，YAML 只接受半形空白，請改成空白"
    if "quoted scalar" in problem:
        return "引號沒有成對：開頭有引號，卻找不到結尾的引號"
    if "mapping values are not allowed" in problem:
        return '這一行的內容裡有「: 」（冒號加空白），請把整個內容用雙引號 " 包起來'
    if "could not find expected ':'" in problem:
        full = "；找到全形冒號「：」，欄位名稱後面要用半形的 :" if "：" in line else ""
        return f"欄位名稱後面少了半形冒號和空白（例如 title: 內容）{full}"
    if "cannot start any token" in problem:
        return '內容以特殊符號開頭（例如 @ % ` 或 tab），請用雙引號 " 把內容包起來'
    if (
        "expected <block end>" in problem
        or "block collection" in problem
        or "block mapping" in problem
    ):
        return "縮排沒有對齊：同一層的欄位，前面的空白數要一樣"
    if "flow sequence" in problem or "flow mapping" in problem:
        return "方括號 [ ] 或大括號 { } 沒有成對，或項目之間少了半形逗號"
    return f"YAML 讀不懂這裡：{(error.problem or '').strip()}"


class _Composer:
    """Builds plain values from YAML events, recording where each stood."""

    def __init__(self, text: str, name: str, first_line: int) -> None:
        self.places: dict[KeyPath, Place] = {}
        self._text = text
        self._name = name
        self._first_line = first_line
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)

    def document(self) -> Mapping[str, object]:
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "多了一行 ---；欄位區只能有一段")
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, ())
        if not isinstance(value, dict):
            raise _error(
                self._name,
                (self._first_line, 1),
                "這裡要一行一個欄位，寫成「欄位: 內容」，找到的不是欄位",
            )
        return value

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        return (mark.line + self._first_line, mark.column + 1)

    def _refuse(self, event: yaml.Event, message: str) -> ContentError:
        return _error(self._name, self._place(event), message)

    def _value(self, event: yaml.Event, keys: KeyPath) -> object:
        self.places.setdefault(keys, self._place(event))
        if len(keys) > MAX_DEPTH:
            raise self._refuse(event, f"層次太深，最多 {MAX_DEPTH} 層")
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(
                event, f"不能用 YAML 別名 *{event.anchor}；若內容以 * 開頭，請用雙引號包起來"
            )
        if getattr(event, "anchor", None):
            raise self._refuse(event, "不能用 YAML 錨點 &；若內容以 & 開頭，請用雙引號包起來")
        if getattr(event, "tag", None):
            raise self._refuse(event, "不能用 YAML 標籤 !；若內容以 ! 開頭，請用雙引號包起來")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(keys)
        return self._mapping(keys)

    def _text_of(self, event: yaml.ScalarEvent) -> str:
        """A scalar's text; escapes in double quotes ("\\u202e") hide nothing either."""
        text: str = event.value
        if hidden := _FORBIDDEN.search(text):
            raise self._refuse(event, _explain_hidden(hidden[0]))
        return text

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text = self._text_of(event)
        if not event.implicit[0]:
            return text.rstrip("\n") if event.style in ("|", ">") else text
        if text in _NULLS:
            return None
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        return text

    def _sequence(self, keys: KeyPath) -> tuple[object, ...]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*keys, len(items))))
        return tuple(items)

    def _mapping(self, keys: KeyPath) -> dict[str, object]:
        mapping: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse(event, "欄位名稱只能是一個英文字")
            key = self._text_of(event)
            path = (*keys, key)
            if key in mapping:
                line = self.places[path][0]
                raise self._refuse(event, f"欄位「{key}」重複，第 {line} 行已經寫過；請只留一個")
            self.places[path] = self._place(event)
            mapping[key] = self._value(next(self._events), path)
        return mapping
