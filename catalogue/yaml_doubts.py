"""YAML that parses and hardly says what was meant in; each doubt, with the line mended, out.

Aliases, tags, comments that swallow text, keys written twice: `strict_yaml` comes upon them while
it reads.
"""

import re

from catalogue.markup import shown
from catalogue.problems import Problem
from catalogue.texts import hidden_message
from catalogue.yaml_scalars import quoted
from catalogue.yaml_tree import KeyPath, Place, Span

_COMMENT = re.compile(r"\s+#(?=\S)")


class Doubts:
    """The problems of one file `name` of the given lines, and the paths that are settled by them:
    of what stands there nothing more needs to be said."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name = name
        self._lines = lines
        self.problems: list[Problem] = []
        self.settled: set[KeyPath] = set()

    def problem(self, place: Place, code: str, message: str, fix: str = "") -> Problem:
        """A problem of this file."""
        source = self._lines[place[0] - 1] if place[0] <= len(self._lines) else ""
        return Problem(
            path=self._name,
            line=place[0],
            column=place[1],
            message=message,
            code=code,
            fix=fix,
            source=source,
        )

    def _tell(self, keys: KeyPath, place: Place, code: str, message: str, fix: str = "") -> None:
        self.problems.append(self.problem(place, code, message, fix))
        self.settled.add(keys)

    def _written(self, span: Span) -> str:
        """What stands at a span of one line; empty for several lines."""
        line, start, last, end = span
        return self._lines[line - 1][start - 1 : end - 1] if line == last else ""

    def _mended(self, span: Span, right: str) -> str:
        """The line with `right` in the place of `span`; empty where that takes several lines."""
        line, start, last, end = span
        if line != last:
            return ""
        source = self._lines[line - 1]
        return (source[: start - 1] + right + source[end - 1 :]).rstrip()

    def alias(self, keys: KeyPath, span: Span, name: str) -> str:
        """Tell of `*name`; what was written."""
        written = f"*{name}"
        message = f"內容以 * 開頭，YAML 會當成別名（{written}）；若是文字，請用半形雙引號包起來。"
        self._tell(keys, span[:2], "yaml-alias", message, self._mended(span, quoted(written)))
        return written

    def anchor_or_tag(self, keys: KeyPath, span: Span, *, is_anchor: bool, is_text: bool) -> None:
        """Tell of `&name` or `!name` before a value."""
        sign, kind, code = ("&", "錨點", "yaml-alias") if is_anchor else ("!", "標籤", "yaml-tag")
        message = f"內容以 {sign} 開頭，YAML 會當成{kind}；若是文字，請用半形雙引號包起來。"
        written = self._written(span)
        fix = self._mended(span, quoted(written)) if is_text and written else ""
        self._tell(keys, span[:2], code, message, fix)

    def hidden(self, keys: KeyPath, span: Span, character: str) -> None:
        """Tell of a character that nobody sees, written as an escape in double quotes."""
        self._tell(keys, span[:2], "hidden-character", hidden_message(character))

    def comment(self, keys: KeyPath, span: Span) -> tuple[str, Span] | None:
        """Tell of a # straight before a word, which is hardly a comment: text would be lost.

        The text with the rest of it, and where all of that stands; None where there is no such #.
        """
        source = self._lines[span[2] - 1] if span[2] <= len(self._lines) else ""
        # An empty value ends before the blanks that follow the colon.
        start = span[3] - 1
        if _COMMENT.match(source, start) is None:
            return None
        written = re.sub(r"\s+#(?=[\s#]).*$|\s+$", "", source[span[1] - 1 :].lstrip())
        indent = len(source) - len(source[span[1] - 1 :].lstrip())
        message = (
            f"「{shown(source[start:].strip())}」會被當成註解丟掉；若是內容，請用半形雙引號包起來。"
        )
        is_one_line = span[0] == span[2]
        fix = (source[:indent] + quoted(written)).rstrip() if is_one_line else ""
        self._tell(keys, (span[2], start + 2), "yaml-comment", message, fix)
        whole = (span[0], indent + 1, span[2], indent + 1 + len(written))
        return written, whole if is_one_line else span

    def braces(self, keys: KeyPath, span: Span) -> str:
        """Tell of braces without fields in them, such as `{{ name }}`; what was written."""
        written = self._written(span)
        message = "內容不能用「{」開頭（YAML 的特殊符號），請用半形雙引號把整個內容包起來。"
        fix = self._mended(span, quoted(written)) if written else ""
        self._tell(keys, span[:2], "yaml-special-start", message, fix)
        return written

    def duplicate(self, keys: KeyPath, place: Place, first_line: int) -> None:
        """Tell of a key that was written before."""
        item = "；若是另一項，那一項的第一行前面要有減號「- 」" if len(keys) > 1 else ""
        message = f"欄位「{keys[-1]}」重複，第 {first_line} 行已經寫過，請只留一個{item}。"
        self.problems.append(self.problem(place, "duplicate-key", message))

    def glued(self, keys: KeyPath, span: Span, colon: str, value: str) -> None:
        """Tell of a key and its value with no blank between them, inside `{ }`."""
        code, what = "yaml-colon-space", "半形冒號後面少了一個空白"
        if colon != ":":
            code, what = "yaml-fullwidth-colon", "用了全形冒號，要用半形冒號加一個空白"
        fix = self._mended(span, f"{keys[-1]}: {value}")
        self._tell(keys, span[:2], code, f"欄位「{keys[-1]}」{what}。", fix)
