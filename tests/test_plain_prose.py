"""Plain bodies, told apart without the parser, become what the parser makes of them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from catalogue.commonmark import MARKDOWN
from catalogue.plain_prose import plain_html
from catalogue.validation import load_catalogue

CONTENT = Path(__file__).parent.parent / "content"


def of_parser(text: str) -> str:
    return str(MARKDOWN.render(text))


def of_plain(text: str) -> str | None:
    return plain_html(text, MARKDOWN.renderInline)


def test_headings_paragraphs_lists_and_tables_need_no_parser() -> None:
    text = (
        '## 誰可以申請\n\n105 年 "A & B" 的**中堅企業** > 10 人。\n\n- 附證書\n- [網站](https://a.tw/)\n\n'
        "1. 先打電話\n2. 再送件\n\n| 項目 | 上限 |\n|---|---|\n| 補助 | 2~3 萬 |\n"
    )
    assert plain_html(text, MarkdownIt().renderInline) == (
        "<h2>誰可以申請</h2>\n"
        "<p>105 年 &quot;A &amp; B&quot; 的<strong>中堅企業</strong> &gt; 10 人。</p>\n"
        '<ul>\n<li>附證書</li>\n<li><a href="https://a.tw/">網站</a></li>\n</ul>\n'
        "<ol>\n<li>先打電話</li>\n<li>再送件</li>\n</ol>\n"
        "<table>\n<thead>\n<tr>\n<th>項目</th>\n<th>上限</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>補助</td>\n<td>2~3 萬</td>\n</tr>\n</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "一行\n又一行",
        "- 甲\n\n- 乙",
        "- 甲\n  - 乙",
        "- # 甲",
        "3. 甲\n4. 乙",
        "說明：\n- 甲",
        "* 甲",
        "---",
        "標題\n---",
        "    四個空白",
        "| 甲 |\n|---|\n| 乙 |",
        "| 甲 | 乙 |\n|:--|---|\n| 丙 | 丁 |",
        "| 甲 | 乙 |\n|---|---|\n| 丙 |",
        "| 甲 | 乙 |\n|---|---|\n| 丙\\|丁 | 戊 |",
        "[甲]: https://a.tw/\n\n[甲]",
        "## 甲 ##",
        "甲 ",
        "甲\t乙",
        "<b>",
        "",
    ],
)
def test_whatever_could_mean_something_else_is_left_to_the_parser(text: str) -> None:
    assert of_plain(text) is None


MARKUP = ("**粗**", "_斜_", "`碼`", "[名](https://a.tw/)", "![圖](x)", "<a@b.tw>", "&amp;", "1. ")
PIECES = st.one_of(
    st.sampled_from(("補助 50%", "申請", *MARKUP)),
    st.text("字a5:：!=[]()*_#|-.&<>\"'\\`~。 \u3000\xa0\x85\u2028", max_size=3),
)
WORDS = st.lists(PIECES, max_size=5).map("".join)
STARTS = st.sampled_from(("", "", "", "- ", "1. ", "## ", "### ", "> ", "* ", " ", "    ", "-"))
LISTS = st.builds(
    lambda start, items: "\n".join(f"{start}{item}" for item in items),
    st.sampled_from(("- ", "1. ", "- ", "1. ", "2. ", "* ", "1) ")),
    st.lists(WORDS, min_size=1, max_size=4),
)
ROWS = st.lists(WORDS, min_size=1, max_size=3).map(lambda cells: f"| {' | '.join(cells)} |")
TABLES = st.builds(
    lambda head, rule, rows: "\n".join((head, rule, *rows)),
    ROWS,
    st.sampled_from(("|---|", "|---|---|", "|---|---|---|", "| --- | ---- |", "|-|-|", "|:-|---|")),
    st.lists(ROWS, max_size=3),
)
LINES = st.builds("{}{}".format, STARTS, WORDS)
GAPS = st.sampled_from(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n"))
BLOCKS = st.one_of(LINES, LINES, LISTS, TABLES)
TEXTS = st.lists(st.builds("{}{}".format, BLOCKS, GAPS), min_size=1, max_size=5).map("".join)


@given(TEXTS)
@example("- 甲\n\n1. 乙\n\n- 丙\n")
def test_what_is_plain_becomes_what_the_parser_makes_of_it(text: str) -> None:
    assert of_plain(text) in (None, of_parser(text))


def test_nearly_all_bodies_of_the_handbook_are_plain() -> None:
    bodies = [measure.body for measure in load_catalogue(CONTENT).measures]
    plain = [body for body in bodies if of_plain(body) is not None]
    assert len(plain) > 0.9 * len(bodies)
    assert [of_plain(body) for body in plain] == [of_parser(body) for body in plain]
