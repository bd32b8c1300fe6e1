"""Warnings: what an editor should look at; they stop no build."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.advice import warnings
from catalogue.problems import Problem
from catalogue.validation import load_content
from tests.sample import MEASURE, write_content

TODAY = date(2016, 3, 1)


def told(folder: Path, text: str, today: date = TODAY) -> list[tuple[int, str, str]]:
    """Line, kind and message of each warning of one measure, but for those of the sample itself."""
    content = load_content(write_content(folder, sample=text))
    found = warnings(content.catalogue, content.documents, today)
    assert {problem.severity for problem in found} <= {"warning"}
    return [(p.line, p.code, p.message) for p in found if not is_of_the_sample(p)]


def is_of_the_sample(problem: Problem) -> bool:
    return problem.code == "link-http"


def test_an_http_link(tmp_path: Path) -> None:
    content = load_content(write_content(tmp_path, sample=MEASURE))
    (problem,) = warnings(content.catalogue, content.documents, TODAY)
    assert (problem.line, problem.code) == (28, "link-http")
    assert problem.message == "網址是 http；請試試 https，可以打開就改。"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message"),
    [
        (
            "每案最高補助 200 萬元。",
            "補" * 81,
            4,
            "summary-long",
            "一句話說明有 81 個字，80 個字以內比較好讀。",
        ),
        (
            "source: 手冊第 1 頁",
            "source: 手冊第 1 頁\nverified_on: 103-03-01",
            33,
            "unverified",
            "最近查證日 2014-03-01 到今天超過一年；向主辦機關確認後，請把日期寫在 verified_on。",
        ),
        (
            "source: 手冊第 1 頁",
            "source: 手冊第 1 頁\nupdated: 105-03-02",
            33,
            "date-future",
            "2016-03-02 還沒到（今天是 2016-03-01），請確認日期。",
        ),
        (
            "補助研發經費。",
            "補助<b>研發</b>經費。",
            9,
            "text-markup",
            "欄位是純文字，讀者會看到「<b>」這些符號，請刪掉。",
        ),
        (
            "內文。",
            "待補：說明。",
            34,
            "placeholder",
            "還有「待補」，讀者會看到；請換成正確的內容。",
        ),
        ("title: 測試措施", "# 待補的欄位\ntitle: 測試措施", None, "", ""),
    ],
)
def test_a_warning(
    tmp_path: Path, old: str, new: str, line: int | None, code: str, message: str
) -> None:
    assert MEASURE.count(old) == 1
    expected = [] if line is None else [(line, code, message)]
    assert told(tmp_path, MEASURE.replace(old, new)) == expected


def test_a_phone_that_cannot_exist_and_is_told_of(tmp_path: Path) -> None:
    text = MEASURE.replace("(02)2754-1255", "(02)123-4567")
    text = text.replace("手冊有兩種寫法。", "手冊印成 (02)123-4567，請先查證。")
    assert told(tmp_path, text) == [
        (
            26,
            "phone-doubtful",
            "電話「(02)123-4567」在臺灣不可能存在，caveats 已經說明；查到正確的號碼後請改正。",
        )
    ]


def test_a_year_later_nothing_is_open_or_verified(tmp_path: Path) -> None:
    assert told(tmp_path, MEASURE, date(2017, 1, 2)) == [
        (
            19,
            "windows-past",
            "「輔導補助」的申請期間到 2016-06-30 都過了；有新的期間請加上去。",
        ),
        (
            32,
            "unverified",
            "沒有查證日，資料已超過一年；向主辦機關確認後，請把日期寫在 verified_on。",
        ),
    ]
