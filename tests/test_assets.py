"""Comments on lines of their own are left out of what browsers load, and nothing else is."""

from pathlib import Path

from catalogue.assets import render_assets

SCRIPT = """\
/**
 * What enters and leaves.
 */
const text = "/* stays */"; // stays
  // goes
  /** @type {string} goes */
const http = "https://example.gov.tw/"; /* stays */
"""
STYLE = """\
/* goes
   too */
a::before { content: "//"; } /* stays */
// no comment in CSS
"""


def test_whole_lines_of_comment_go_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text(SCRIPT)
    (tmp_path / "b.css").write_text(STYLE)
    (tmp_path / "c.svg").write_text("/* a picture */\n")
    assert {page.path: page.content.decode() for page in render_assets(tmp_path)} == {
        "assets/b.css": """\


a::before { content: "//"; } /* stays */
// no comment in CSS
""",
        "assets/c.svg": "/* a picture */\n",
        "assets/js/a.js": """\



const text = "/* stays */"; // stays


const http = "https://example.gov.tw/"; /* stays */
""",
    }
