"""Two versions of one measure: what a reader of the feed, or an editor in review, is told."""

from pathlib import Path

import pytest

from catalogue.changes import Kind, compare
from catalogue.model import FrontMatter
from catalogue.validation import load_vocabulary
from catalogue.vocabulary import Vocabulary
from tests.sample import CONTENT, MEASURE, front_matter


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(CONTENT)


@pytest.mark.parametrize(
    ("old", "new", "kind", "text"),
    [
        (
            "closes: 105-03-15",
            "closes: 105-03-31",
            Kind.PERIOD,
            "第一梯次截止日由 105 年 3 月 15 日改為 105 年 3 月 31 日",
        ),
        (
            "opens: 105-05,",
            "opens: 105-05-16,",
            Kind.PERIOD,
            "第二梯次開始日由 105 年 5 月改為 105 年 5 月 16 日",
        ),
        (
            "opens: 105-01-26, closes: 105-03-15",
            "opens: 105-01-26",
            Kind.PERIOD,
            "不再載明第一梯次截止日（原為 105 年 3 月 15 日）",
        ),
        (
            "opens: 105-05, closes",
            "closes",
            Kind.PERIOD,
            "不再載明第二梯次開始日（原為 105 年 5 月）",
        ),
        (", tentative: true", "", Kind.PERIOD, "第二梯次不再是暫定"),
        (
            "closes: 105-03-15",
            "closes: 105-03-15, until_full: true",
            Kind.PERIOD,
            "第一梯次改為額滿為止",
        ),
        (
            "closes: 105-03-15",
            "closes: 105-03-15, until_spent: true",
            Kind.PERIOD,
            "第一梯次改為預算用完為止",
        ),
        (
            "closes: 105-03-15",
            "closes: 105-03-15, note: 以郵戳為憑",
            Kind.PERIOD,
            "第一梯次的說明新增「以郵戳為憑」",
        ),
        ("label: 第一梯次", "label: 第一期", Kind.PERIOD, "期間名稱由「第一梯次」改為「第一期」"),
        (
            "\n      - {kind: fixed, label: 第二梯次, "
            "opens: 105-05, closes: 105-06, tentative: true}",
            "",
            Kind.PERIOD,
            "刪除申請期間：第二梯次，預訂 105 年 5 月（2016-05）至 105 年 6 月（2016-06）",
        ),
        (
            "      - {kind: fixed, label: 第一梯次, opens: 105-01-26, closes: 105-03-15}\n",
            "      - {kind: rolling, label: 第一梯次}\n",
            Kind.PERIOD,
            "第一梯次由「105 年 1 月 26 日（2016-01-26 星期二）至 "
            "105 年 3 月 15 日（2016-03-15 星期二）」改為「隨時可以申請」",
        ),
        (
            "twd: 2000000",
            "twd: 3000000",
            Kind.MONEY,
            "「每案上限」的金額由「2,000,000 元」改為「3,000,000 元」",
        ),
        ("text: 每案上限", "text: 每年上限", Kind.MONEY, "金額由「每案上限」改為「每年上限」"),
        (
            "percent: 50",
            "percent: 40",
            Kind.MONEY,
            "「不超過總經費的一半」的比例由「50%」改為「40%」",
        ),
        (
            'ext: "2414"',
            'ext: "2415"',
            Kind.CONTACT,
            "經濟部工業局林技正的電話由 (02)2754-1255 分機 2414 改為 (02)2754-1255 分機 2415",
        ),
        (
            "name: 林技正",
            "name: 王技士",
            Kind.CONTACT,
            "經濟部工業局的聯絡人由林技正（(02)2754-1255 分機 2414）"
            "改為王技士（(02)2754-1255 分機 2414）",
        ),
        (
            '      - {name: 林技正, phone: (02)2754-1255, ext: "2414"}\n',
            '      - {name: 林技正, phone: (02)2754-1255, ext: "2414"}\n'
            "      - {name: 李小姐, phone: 0800-777888}\n",
            Kind.CONTACT,
            "新增主辦機關聯絡窗口：經濟部工業局李小姐（0800-777888）",
        ),
        (
            "role: 主辦機關",
            "role: 執行單位",
            Kind.CONTACT,
            "經濟部工業局林技正的角色由「主辦機關」改為「執行單位」",
        ),
        ("有工廠登記", "有商業登記", Kind.CONDITION, "申請條件由「有工廠登記」改為「有商業登記」"),
        (
            "      - text: 有工廠登記\n",
            "      - text: 有工廠登記\n        test: {factory: true}\n",
            Kind.CONDITION,
            "申請條件「有工廠登記」的自動判斷方式有修改",
        ),
        ("audience: 製造業", "audience: 服務業", Kind.CONDITION, "對象由「製造業」改為「服務業」"),
        (
            "offer: 補助研發經費。",
            "offer: 補助研發和檢測經費。",
            Kind.TEXT,
            "內容由「補助研發經費。」改為「補助研發和檢測經費。」",
        ),
        ("title: 測試措施", "title: 新措施", Kind.TEXT, "措施名稱由「測試措施」改為「新措施」"),
        (
            "[經濟部工業局]",
            "[經濟部工業局, 教育部]",
            Kind.TEXT,
            "主辦機關新增「教育部」",
        ),
        (
            "優先支持, text: 審查時優先。",
            "補助加碼, text: 加碼 10%。",
            Kind.PREFERENCE,
            "中堅企業優惠由「優先支持：審查時優先。」改為「補助加碼：加碼 10%。」",
        ),
        (
            "date: 105-02-15",
            "date: 105-02-16",
            Kind.EVENT,
            "活動由「105 年 2 月 15 日 臺北 說明會」改為「105 年 2 月 16 日 臺北 說明會」",
        ),
        ("caveats: [手冊有兩種寫法。]\n", "", Kind.CAVEAT, "提醒刪除「手冊有兩種寫法。」"),
        (
            "source: 手冊第 1 頁",
            "source: 手冊第 1 頁\nverified_on: 2016-02-01",
            Kind.RECORD,
            "最近查證日新增「105 年 2 月 1 日」",
        ),
        (
            "  - type: 輔導補助",
            "  - type: 輔導補助\n    name: 新產品",
            Kind.SERVICE,
            "服務項目由「輔導補助」改為「輔導補助：新產品」",
        ),
    ],
)
def test_one_edit_is_told_in_one_sentence(
    tmp_path: Path, vocabulary: Vocabulary, old: str, new: str, kind: Kind, text: str
) -> None:
    assert MEASURE.count(old) == 1
    before = front_matter(tmp_path, MEASURE, vocabulary)
    after = front_matter(tmp_path, MEASURE.replace(old, new), vocabulary)

    differences = compare(before, after)

    assert [(difference.kind, difference.text) for difference in differences] == [(kind, text)]


def test_another_service_is_new_and_then_sentences_name_theirs(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    added = (
        "  - type: 人才培訓\n"
        "    offer: 補助學費。\n"
        "    windows:\n"
        "      - {kind: annual, months: [8]}\n"
        "preferences:\n"
    )
    two = MEASURE.replace("preferences:\n", added)
    one_front = front_matter(tmp_path, MEASURE, vocabulary)
    two_front = front_matter(tmp_path, two, vocabulary)
    later = front_matter(tmp_path, two.replace("months: [8]", "months: [8, 9]"), vocabulary)

    assert [d.text for d in compare(one_front, two_front)] == [
        "新增服務項目「人才培訓」：補助學費。"
    ]
    assert [d.text for d in compare(two_front, one_front)] == ["取消服務項目「人才培訓」"]
    assert [d.text for d in compare(two_front, later)] == [
        "人才培訓：申請月份由「每年 8 月」改為「每年 8 月至 9 月」"
    ]


def test_a_date_in_the_other_calendar_is_no_change(tmp_path: Path, vocabulary: Vocabulary) -> None:
    before = front_matter(tmp_path, MEASURE, vocabulary)
    after = front_matter(tmp_path, MEASURE.replace("105-03-15", "2016-03-15"), vocabulary)

    assert compare(before, after) == []


def test_another_order_alone_is_told_as_such(tmp_path: Path, vocabulary: Vocabulary) -> None:
    first = "      - {kind: fixed, label: 第一梯次, opens: 105-01-26, closes: 105-03-15}\n"
    second = MEASURE.split(first)[1].splitlines(keepends=True)[0]
    before = front_matter(tmp_path, MEASURE, vocabulary)
    after = front_matter(tmp_path, MEASURE.replace(first + second, second + first), vocabulary)

    assert [d.text for d in compare(before, after)] == ["項目的順序有調整"]


def test_of_a_long_text_only_the_part_that_differs_is_quoted(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    long = "一" * 50 + "補助上限 {} 萬元" + "二" * 50
    before = front_matter(tmp_path, MEASURE.replace("補助研發經費。", long.format(200)), vocabulary)
    after = front_matter(tmp_path, MEASURE.replace("補助研發經費。", long.format(300)), vocabulary)

    assert [d.text for d in compare(before, after)] == [
        f"內容由「…{'一' * 5}補助上限 200 萬元{'二' * 5}…」"
        f"改為「…{'一' * 5}補助上限 300 萬元{'二' * 5}…」"
    ]


def test_every_field_an_editor_can_write_is_compared(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """A field that `compare` forgot would pass for a change of order."""
    front = front_matter(tmp_path, MEASURE, vocabulary)
    filled = {
        "keywords": ("傳產",),
        "updated": front.events[0].date,
        "verified_on": front.events[0].date,
        "aliases": ("old",),
        "number": 2,
        "title": "別的",
        "summary": "別的",
        "source": "別的",
        "subcategory": vocabulary.subcategories[0],
        "agencies": (vocabulary.agencies[0],),
    }
    for name in FrontMatter.model_fields:
        changed = front.model_copy(update={name: filled.get(name, ())})

        texts = [difference.text for difference in compare(front, changed)]

        assert texts, name
        assert "項目的順序有調整" not in texts, name
