"""What editors write in prose: pages about the corps and the site, and stories. Frozen values.

Titles and descriptions are Chinese because editors read them in their editor and in the guide.
"""

from typing import Annotated, Literal

from pydantic import Field

from catalogue.values import Line, Link, RocYear, Text, Value

Drawing = Literal["desk", "survey", "sessions", "visits", "matching", "care"]
"""The drawings of `templates/partials/icons.html` that stand beside a way of serving."""


class Fact(Value, title="重點"):
    """One line of what a page answers first."""

    name: Annotated[Line, Field(title="項目", description="幾個字，例如：成立")]
    text: Annotated[Line, Field(title="內容")]


class Way(Value, title="服務方式"):
    """One way in which the corps serves, and both sides of it."""

    icon: Annotated[
        Drawing,
        Field(title="圖示", description="依序是窗口、問卷、說明會、到廠、媒合、關懷"),
    ]
    name: Annotated[Line, Field(title="名稱")]
    corps: Annotated[Line, Field(title="服務團做什麼")]
    firm: Annotated[Line | None, Field(title="公司要做什麼", description="手冊沒寫就省略")] = None
    gain: Annotated[Line, Field(title="公司得到什麼")]


class Step(Value, title="步驟"):
    """One step of how something goes, in the reader's order."""

    name: Annotated[Line, Field(title="名稱")]
    text: Annotated[Line, Field(title="內容")]


class TextPageFrontMatter(Value, title="文字頁面"):
    """What an editor writes at the top of a page of prose."""

    title: Annotated[Line, Field(title="頁面標題")]
    summary: Annotated[Line, Field(title="一句話說明")]
    facts: Annotated[
        tuple[Fact, ...], Field(title="重點", description="排在內文前面的幾個事實")
    ] = ()
    ways: Annotated[
        tuple[Way, ...], Field(title="服務方式", description="只有 about.md 會顯示")
    ] = ()
    steps: Annotated[tuple[Step, ...], Field(title="步驟", description="只有 about.md 會顯示")] = ()
    caveats: Annotated[
        tuple[Text, ...], Field(title="提醒", description="原始資料沒寫或互相矛盾之處")
    ] = ()
    source: Annotated[Line | None, Field(title="資料來源")] = None


class TextPage(TextPageFrontMatter):
    """A page of prose about the corps or the site (content/pages)."""

    id: str
    body: str


class StoryFrontMatter(Value, title="中堅企業的故事"):
    """What an editor writes at the top of the story of a firm that was honoured."""

    title: Annotated[Line, Field(title="故事的標題", description="先講做到了什麼")]
    company: Annotated[Line, Field(title="公司名稱", description="登記的全名")]
    year: Annotated[RocYear, Field(title="獲獎年度", description="民國年")]
    award: Annotated[Line, Field(title="獎項", description="照公告寫全名")]
    summary: Annotated[Line, Field(title="一句話說明", description="80 字以內")]
    links: Annotated[tuple[Link, ...], Field(title="相關網站")] = ()
    caveats: Annotated[
        tuple[Text, ...], Field(title="提醒", description="原始資料可疑或互相矛盾之處")
    ] = ()
    source: Annotated[
        Line, Field(title="資料來源", description="公告或公司同意公開的文件，寫到找得到")
    ]


class Story(StoryFrontMatter):
    """A validated story (content/stories): front matter, the id and the Markdown body."""

    id: str
    body: str
