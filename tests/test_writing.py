"""Stories and pages of prose, as editors write them: what is read, and every mistake at once."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalogue.model import Catalogue
from catalogue.problems import ContentError
from catalogue.validation import load_catalogue
from catalogue.values import Link
from tests.sample import MEASURE, STORY, write_content

BAD = """\
---
title: 一顆螺絲
compny: 測試精密股份有限公司
year: 2016
award:
summary: 三年內外銷成長一倍。
links:
  - {name: 公司網站, url: www.example.com}
source: <script>alert(1)</script>
---
# 大標題

內文有 <b>粗體</b>。
"""


def stories(folder: Path, **texts: str) -> Path:
    """A content folder with the given stories, by id."""
    content = write_content(folder, sample=MEASURE)
    (content / "stories").mkdir()
    for story_id, text in texts.items():
        (content / "stories" / f"{story_id}.md").write_text(text, encoding="utf-8")
    return content


def problems(content: Path) -> Sequence[str]:
    """Every problem, with paths below the content's folder."""
    with pytest.raises(ContentError) as caught:
        load_catalogue(content)
    return [str(problem).removeprefix(f"{content}/") for problem in caught.value.problems]


def load(content: Path) -> Catalogue:
    return load_catalogue(content)


def test_a_story_is_read_as_it_is_written(tmp_path: Path) -> None:
    (story,) = load(stories(tmp_path, first=STORY)).stories
    assert story.model_dump() == {
        "title": "一顆螺絲，賣到三十個國家",
        "company": "測試精密股份有限公司",
        "year": 105,
        "award": "測試用的獎",
        "summary": "三年內外銷金額成長一倍。",
        "links": (Link(name="公司網站", url="https://www.example.com/").model_dump(),),
        "caveats": ("外銷金額由公司提供。",),
        "source": "虛構，只供測試",
        "id": "first",
        "body": "## 做到了什麼\n\n賣到三十個國家。",
    }


def test_the_newest_story_comes_first(tmp_path: Path) -> None:
    older = STORY.replace("105", "104").replace("title: ", "title: 舊的：")
    same_year = STORY.replace("title: ", "title: 同一年：")
    content = stories(tmp_path, b=STORY, c=older, a=same_year)
    assert [story.id for story in load(content).stories] == ["a", "b", "c"]


def test_without_a_folder_there_are_no_stories(tmp_path: Path) -> None:
    assert load(write_content(tmp_path, sample=MEASURE)).stories == ()


def test_every_mistake_of_a_story_is_told_at_once(tmp_path: Path) -> None:
    assert problems(stories(tmp_path, bad=BAD)) == [
        "stories/bad.md:3:1: 錯誤：沒有「compny」這個欄位，是不是「company」？"
        "請改成：company: 測試精密股份有限公司",
        "stories/bad.md:4:7: 錯誤：年度「2016」超出範圍，是不是 105？這裡寫民國年，90 到 188。",
        "stories/bad.md:5:1: 錯誤：欄位「award」是空的，請填內容，或把整行刪掉。",
        "stories/bad.md:8:23: 錯誤：網址「www.example.com」不完整或寫錯了。"
        "請改成：- {name: 公司網站, url: http://www.example.com}",
        "stories/bad.md:9:9: 錯誤：這個欄位是純文字，不能放程式碼，找到「<script」，請刪掉。",
        "stories/bad.md:11:1: 錯誤：內文不要用「# 」大標題（頁面標題已經是），請從「## 」開始。"
        "請改成：## 大標題",
        "stories/bad.md:13:5: 錯誤：內文不能用 HTML 標籤，找到「<b>」；請刪掉，或改用 Markdown。",
    ]


def test_two_stories_cannot_share_a_title(tmp_path: Path) -> None:
    said = "請改成這個故事自己的標題；複製的檔案請刪掉。"
    content = stories(tmp_path, a=STORY, b=STORY)
    assert problems(content) == [
        f"stories/{here}.md:2:8: 錯誤：標題「一顆螺絲，賣到三十個國家」"
        f"和 {content}/stories/{there}.md 重複。{said}"
        for here, there in ("ab", "ba")
    ]


def test_a_story_under_a_wrong_name_is_told(tmp_path: Path) -> None:
    assert problems(stories(tmp_path, Story_1=STORY)) == [
        "stories/Story_1.md:1:1: 錯誤：檔名「Story_1.md」不對：檔名就是網址，"
        "只能用小寫英文、數字和減號，結尾是 .md。請改名為 story-1.md。"
    ]


def test_a_way_needs_a_drawing_that_there_is(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    (content / "pages").mkdir()
    (content / "pages" / "about.md").write_text(
        "---\ntitle: 頁\nsummary: 說明\nways:\n"
        "  - {icon: desks, name: 窗口, corps: 回答, gain: 答案}\n---\n內文。\n",
        encoding="utf-8",
    )
    assert problems(content) == [
        "pages/about.md:5:12: 錯誤：欄位「icon」不能是「desks」，是不是「desk」？"
        "可用的有：desk、survey、sessions、visits、matching、care。"
        "請改成：- {icon: desk, name: 窗口, corps: 回答, gain: 答案}"
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            'ext: "706"',
            "ext: 七〇六",
            "site.yml:16:12: 錯誤：分機「七〇六」不對：只能有 1 到 6 個半形數字。",
        ),
        (
            "fax: (02)2325-3027",
            "fax: (02)2325-302",
            "site.yml:26:8: 錯誤：電話「(02)2325-302」在臺灣不可能存在："
            "區碼 02 後面要有 8 碼，找到 7 碼。請再確認。",
        ),
        (
            "number: 41-3",
            "number: 41 之 3 號",
            "site.yml:33:13: 錯誤：門牌「41 之 3 號」不對：只寫號碼，例如 41 或 41-3。"
            "請改成：number: 41-3",
        ),
        (
            "number: 41-3",
            "number: 四十一",
            "site.yml:33:13: 錯誤：門牌「四十一」不對：只寫號碼，例如 41 或 41-3。",
        ),
    ],
)
def test_what_is_wrong_with_how_to_reach_the_corps_is_told(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    site = content / "site.yml"
    text = site.read_text(encoding="utf-8")
    assert right in text
    site.write_text(text.replace(right, wrong), encoding="utf-8")
    assert problems(content) == [said]
