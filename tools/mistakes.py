"""Common mistakes, made one at a time in the guide's example; what `check` says of each, out.

The messages are those of the code itself, so the guide's table cannot drift from it: a test
compares it with what this makes.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogue.problems import ContentError
from catalogue.validation import load_catalogue

ID = "water-saving"
MAX_CHARACTERS = 110
"""Of a message in the table: lists of all names are cut."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """`right`, in the example, written as `wrong`; and how to mend it."""

    right: str
    wrong: str
    cure: str
    shown: str = ""
    """What the table shows instead of `wrong`."""


MISTAKES = (
    # The two lines, and YAML itself
    Mistake(
        right="---\nnumber",
        wrong="－－－\nnumber",
        shown="－－－",
        cure="第一行改成三個半形減號 `---`。",
    ),
    Mistake(
        right="\n---\n## 這是什麼",
        wrong="\n## 這是什麼",
        shown="少了第二行 `---`",
        cure="欄位寫完、內文開始前，補一行 `---`。",
    ),
    Mistake(
        right="number: 900\n",
        wrong="number：900\n",
        cure="欄位名稱後面用半形冒號，再空一格。",
    ),
    Mistake(
        right="    offer: 專家",
        wrong="\toffer: 專家",
        shown="用 Tab 鍵縮排",
        cure="刪掉 Tab，改用空白鍵，和上下同一層的欄位對齊。",
    ),
    Mistake(
        right="    offer: 專家",
        wrong="     offer: 專家",
        shown="多縮排一格",
        cure="和上下同一層的欄位對齊。",
    ),
    Mistake(
        right="summary: 專家免費",
        wrong="summary: 注意: 專家免費",
        cure="整段內容用半形雙引號包起來，或把 `: ` 改成全形冒號。",
    ),
    Mistake(
        right="term: 執行期間以 1 年為限",
        wrong='term: "執行期間以 1 年為限',
        cure="補上另一個雙引號。",
    ),
    Mistake(
        right="keywords: [省水, 水費]",
        wrong="keywords: [省水, 水費",
        cure="補上 `]`；每一項之間用半形逗號。",
    ),
    Mistake(
        right="number: 900\n",
        wrong="number: 900\nnumber: 901\n",
        shown="number 寫了兩次",
        cure="只留一個。",
    ),
    # Keys
    Mistake(
        right="summary: ",
        wrong="sumary: ",
        cure="照訊息裡「是不是」後面的字改。同時出現「少了必填的欄位」的話，會一起解決。",
    ),
    Mistake(
        right="source: 經濟部工業局 105 年 1 月 4 日公告\n",
        wrong="",
        shown="少了 source 這一行",
        cure="補上這個欄位。怎麼寫見「每個欄位的意思和例子」。",
    ),
    Mistake(
        right="term: 執行期間以 1 年為限",
        wrong="term:",
        cure="填內容；沒有內容就把整行刪掉。",
    ),
    # Names
    Mistake(
        right="agencies: [經濟部工業局]",
        wrong="agencies: [工業局]",
        cure="照訊息改成全名。新的機關請維護者先加進 `content/agencies.yml`。",
    ),
    Mistake(
        right="subcategory: 工安環保",
        wrong="subcategory: 工安環境",
        cure="照「一定要照寫的名稱」改。",
    ),
    Mistake(
        right="- type: 訪視診斷",
        wrong="- type: 診斷訪視",
        cure="照「一定要照寫的名稱」改。",
    ),
    Mistake(
        right="- type: 優先支持",
        wrong="- type: 優先",
        cure="照訊息列出的選一個。",
    ),
    # Numbers
    Mistake(
        right="twd: 1000000",
        wrong="twd: 100 萬",
        cure="寫到元，只寫數字：`twd: 1000000`。",
    ),
    Mistake(
        right="percent: 50\n",
        wrong="percent: 50%\n",
        cure="只寫數字：`percent: 50`。",
    ),
    Mistake(
        right="until_full: true",
        wrong="until_full: 是",
        cure="寫 `true`；不是的話整行刪掉。",
    ),
    # Dates and windows
    Mistake(
        right="closes: 105-03-31",
        wrong="closes: 105-02-30",
        cure="查公告，改成存在的日期。",
    ),
    Mistake(
        right="closes: 105-03-31",
        wrong="closes: 105-13-31",
        cure="月份只有 1 到 12。日和月是不是寫反了？",
    ),
    Mistake(
        right="closes: 105-03-31",
        wrong="closes: 1050331",
        cure="年、月、日中間加減號。",
    ),
    Mistake(
        right="closes: 105-03-31",
        wrong="closes: １０５-03-31",
        cure="改成半形數字。",
    ),
    Mistake(
        right="closes: 105-03-31",
        wrong="closes: 104-03-31",
        cure="截止早於開始。看看是不是年份寫錯，或兩個日期寫反了。",
    ),
    Mistake(
        right="kind: rolling",
        wrong="kind: 隨時",
        cure="照「申請期間怎麼寫」選一種。",
    ),
    Mistake(
        right="      - kind: rolling\n",
        wrong="      - kind: rolling\n        closes: 105-12-31\n",
        shown="kind: rolling 卻寫了 closes",
        cure="有日期就改成 `kind: fixed`；隨時可以申請就刪掉日期。",
    ),
    # Contacts and links
    Mistake(
        right="phone: (02)2754-1255",
        wrong="phone: 02-27541255",
        cure="寫成 `(02)2754-1255`。",
    ),
    Mistake(
        right="phone: (02)2754-1255",
        wrong="phone: (02)2754-125",
        cure="查對號碼。原始資料就是這樣的話，在 `caveats` 寫出這支號碼並說明有疑問。",
    ),
    Mistake(
        right='ext: "2414"',
        wrong='ext: "2414 轉 3"',
        cure='只寫數字：`ext: "2414"`，其他寫在 `note`。',
    ),
    Mistake(
        right="url: https://www.example.gov.tw/",
        wrong="url: www.example.gov.tw",
        cure="前面加 `http://` 或 `https://`。",
    ),
    # The body
    Mistake(
        right="專家到廠看用水情形，",
        wrong="專家到廠<br>看用水情形，",
        cure="刪掉 `<br>`。要換段就空一行。",
    ),
)


def messages(example: str, content: Path) -> Iterator[tuple[Mistake, str]]:
    """Every mistake with what `check` says at its place, or else first.

    `example` is a measure without problems, `content` a folder with the vocabulary. Raise
    ValueError where the example lacks what a mistake changes, or nothing is said of one.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "measures").mkdir()
        for path in content.glob("*.yml"):
            shutil.copy(path, copy)
        for mistake in MISTAKES:
            if mistake.right not in example:
                raise ValueError(f"the example of the guide lacks {mistake.right!r}")
            text = example.replace(mistake.right, mistake.wrong, 1)
            (copy / "measures" / f"{ID}.md").write_text(text, encoding="utf-8")
            try:
                load_catalogue(copy)
            except ContentError as error:
                first = example[: example.index(mistake.right)].count("\n") + 1
                lines = range(first, first + mistake.wrong.count("\n") + 1)
                # The last one there is the most exact: of a list, the item.
                there = [problem for problem in error.problems if problem.line in lines]
                yield mistake, (there[-1:] or error.problems)[0].message
            else:
                raise ValueError(f"nothing is said of {mistake.wrong!r}")


def problems_table(example: str, content: Path) -> str:
    """A Markdown table: what was written, what `check` says, the cure."""
    lines = ["| 寫成這樣 | 檢查會說 | 怎麼改 |", "|---|---|---|"]
    for mistake, message in messages(example, content):
        wrong = mistake.shown or f"`{mistake.wrong.strip()}`"
        said = " ".join(message.split())
        if len(said) > MAX_CHARACTERS:
            said = said[:MAX_CHARACTERS] + "…"
        cells = (wrong, _plain(said), mistake.cure)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _plain(message: str) -> str:
    """The message as Markdown that shows it letter by letter."""
    return "".join(
        f"\\{character}" if character in "\\`*_[]<>&#" else character for character in message
    )
