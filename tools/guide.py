"""Write what is generated for editors: the JSON Schemas, and tables of CONTRIBUTING.md.

    make schema        (python -m tools.guide)

Enters: the types of `catalogue.model` and `catalogue.writing`, the vocabulary of content/, what
`check` says of the mistakes of `tools.mistakes`. Leaves: schema/*.schema.json, and in
CONTRIBUTING.md the text between `<!-- NAME:start -->` and `<!-- NAME:end -->` for each NAME of
`sections()`. Tests compare the committed files with what this would write.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from catalogue.faults import FAULTS
from catalogue.json_schema import front_matter_schema, prose_schema
from catalogue.model import FrontMatter, PreferenceType, Role
from catalogue.validation import load_vocabulary
from catalogue.vocabulary import Vocabulary
from catalogue.writing import StoryFrontMatter, TextPageFrontMatter
from tools.mistakes import problems_table

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schema"
GUIDE_FILE = ROOT / "CONTRIBUTING.md"

# One example for every field of every type, by the type's name and the field's; a test fails
# where one is missing. All are written as they stand in a measure.
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "FrontMatter": {
        "number": "12",
        "title": "協助傳統產業技術開發計畫(CITD)",
        "summary": "開發新產品，政府最多出一半經費，每案上限 200 萬元。",
        "subcategory": "提高研發類科專計畫協助",
        "agencies": "[經濟部工業局]",
        "keywords": "[傳產, 開發新品]",
        "services": "（見下面的「服務項目」）",
        "preferences": "（見下面的「中堅企業優惠」）",
        "contacts": "（見下面的「聯絡單位」）",
        "links": "（見下面的「相關網站」）",
        "events": "（見下面的「活動」）",
        "caveats": "[手冊對自籌款的上限有兩種寫法，請先問。]",
        "source": "中堅企業服務團輔導措施手冊（105 年）二、技術面",
        "verified_on": "105-03-01",
        "updated": "105-03-01",
        "aliases": "[citd-2015]",
    },
    "Service": {
        "type": "輔導補助",
        "name": "智財管理",
        "offer": "補助研發經費，最多占總經費的 50%。",
        "audience": "辦有公司登記的製造業",
        "amounts": "（見下面的「金額」）",
        "percents": "（見下面的「比例」）",
        "term": "執行期間以 1 年為限",
        "eligibility": "（見下面的「申請條件」）",
        "windows": "（見「申請期間怎麼寫」）",
    },
    "Amount": {"twd": "2000000", "text": "每案政府經費上限 200 萬元"},
    "Percent": {"percent": "50", "text": "補助不超過總經費的 50%"},
    "Criterion": {"text": "員工 200 人以下", "test": "{employees: {max: 200}}"},
    "Test": {
        "industry": "[製造業, 技術服務業]",
        "honour": "[卓越中堅企業, 潛力中堅企業]",
        "factory": "true",
        "factory_or_exempt": "true",
        "employees": "{max: 200}",
        "capital": "{max: 80000000}",
        "revenue": "{min: 100000000}",
        "any": "true",
    },
    "Range": {"min": "5", "max": "200"},
    "FixedWindow": {
        "kind": "fixed",
        "opens": "105-01-26",
        "closes": "105-03-15",
        "label": "第一梯次",
        "note": "10 月中旬開始受理",
        "tentative": "true",
        "until_full": "true",
        "until_spent": "true",
    },
    "AnnualWindow": {"months": "[3, 4]"},
    "Preference": {"type": "補助加碼", "text": "補助再加碼 10%。"},
    "Contact": {
        "role": "主辦機關",
        "organisation": "經濟部工業局",
        "people": "（見下面的「聯絡人」）",
    },
    "Person": {
        "name": "林技正",
        "phone": "(02)2754-1255",
        "ext": '"2414"',
        "note": "竹科",
    },
    "Link": {"name": "計畫網站", "url": "http://www.citd.moeaidb.gov.tw"},
    "Event": {"date": "105-03-23", "place": "臺北", "name": "說明會"},
    "StoryFrontMatter": {
        "title": "一顆螺絲，賣到三十個國家",
        "company": "○○精密股份有限公司",
        "year": "105",
        "award": "獎項的全名",
        "summary": "自己開發航太螺絲，三年內外銷金額成長一倍。",
        "links": "（寫法同措施的「相關網站」）",
        "caveats": "[外銷金額由公司提供，沒有另外查證。]",
        "source": "經濟部 105 年 10 月 1 日新聞稿",
    },
    "TextPageFrontMatter": {
        "title": "關於中堅企業服務團",
        "summary": "服務團派專人陪企業找到並用好政府的輔導資源。",
        "facts": "（見下面的「重點」）",
        "ways": "（見下面的「服務方式」）",
        "steps": "（見下面的「步驟」）",
        "caveats": "[手冊沒有寫統計到哪一天。]",
        "source": "中堅企業服務團輔導措施手冊（105 年）中堅企業服務團簡介",
    },
    "Fact": {"name": "誰成立的", "text": "經濟部，從民國 102 年開始服務"},
    "Way": {
        "icon": "survey",
        "name": "調查需求",
        "corps": "為潛力中堅企業設計輔導需求問卷。",
        "firm": "填問卷。",
        "gain": "需要哪些輔導，有人幫忙確認清楚。",
    },
    "Step": {"name": "聯絡窗口", "text": "打電話或寫信，由專人服務。"},
}
TABLES: Mapping[str, type[BaseModel]] = {
    "fields": FrontMatter,
    "story-fields": StoryFrontMatter,
    "page-fields": TextPageFrontMatter,
}
"""The type of which each table of fields tells, with those below it that no earlier one tells."""


def schema_texts(vocabulary: Vocabulary) -> dict[Path, str]:
    """The files in schema/, and the content of each."""
    schemas = {
        "measure": front_matter_schema(vocabulary),
        "page": prose_schema(TextPageFrontMatter, "content/pages"),
        "story": prose_schema(StoryFrontMatter, "content/stories"),
    }
    return {
        SCHEMAS / f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schemas.items()
    }


def sections(guide: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The generated parts of the guide, by the name in their markers, as Markdown."""
    return {
        **fields_sections(),
        "words": words_section(vocabulary),
        "problems": problems_section(guide),
        "faults": faults_section(),
    }


def with_sections(guide: str, parts: Mapping[str, str]) -> str:
    """The guide with `parts` between their markers; raise ValueError where a marker is missing."""
    for name, part in parts.items():
        start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
        found = re.findall(f"{re.escape(start)}.*?{re.escape(end)}", guide, re.DOTALL)
        if len(found) != 1:
            raise ValueError(f"CONTRIBUTING.md needs {start} and {end}, once each")
        guide = guide.replace(found[0], f"{start}\n\n{part}\n{end}")
    return guide


def fields_sections() -> dict[str, str]:
    """A table for every type that an editor writes, in the order of first mention."""
    told: list[type[BaseModel]] = []
    parts = {}
    for name, root in TABLES.items():
        models = [model for model in documented_models(root) if model not in told]
        told += models
        parts[name] = "\n".join(map(_table, models))
    return parts


def documented_models(root: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """The type and those below it, each after the first that mentions it.

    Of the windows, only those with fields of their own.
    """
    found: list[type[BaseModel]] = []

    def visit(model: type[BaseModel]) -> None:
        is_window = model.__name__.endswith("Window")
        if model in found or (is_window and model.__name__ not in EXAMPLES):
            return
        found.append(model)
        for field in model.model_fields.values():
            for inner in _models(field.annotation):
                visit(inner)

    visit(root)
    return tuple(found)


def documented_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a type's table: a window's common ones stand with the fixed window only."""
    if model.__name__ == "AnnualWindow":
        return {"months": model.model_fields["months"]}
    fields = dict(model.model_fields)
    if model.__name__ == "FixedWindow":  # its own fields first
        own = ("kind", "opens", "closes")
        fields = {name: fields[name] for name in (*own, *(n for n in fields if n not in own))}
    return fields


def _table(model: type[BaseModel]) -> str:
    heading = model.model_config.get("title", model.__name__)
    if model.__name__ == "FixedWindow":
        heading = "申請期間（label 以下的欄位，每一種期間都可以用）"
    lines = [
        f"#### {heading}",
        "",
        "| 欄位 | 意思 | 必填 | 怎麼寫 | 例子 |",
        "|---|---|---|---|---|",
    ]
    for name, field in documented_fields(model).items():
        example = EXAMPLES[model.__name__][name]
        shown = example if example.startswith("（") else f"`{name}: {example}`"
        form, description = _form(field), field.description or ""
        how = description if description.startswith(form) else f"{form}；{description}".strip("；")
        required = "必填" if field.is_required() else "可省略"
        cells = (f"`{name}`", field.title or name, required, how, shown)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _form(field: FieldInfo) -> str:
    """What kind of value a field takes, in a few words."""
    annotation = field.annotation
    if any(get_origin(part) is tuple for part in _parts(annotation)):
        return "一項或多項"
    words = {bool: "true 或 false", int: "整數", float: "數字"}
    for part in _parts(annotation):
        if get_origin(part) is Literal and len(get_args(part)) > 1:
            return "只能是：" + "、".join(get_args(part))
        if part in words:
            return words[part]
    return ""


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation and, where it is a choice or annotated, what it is made of."""
    yield annotation
    if get_origin(annotation) in (Union, UnionType):
        for argument in get_args(annotation):
            yield from _parts(argument)
    elif hasattr(annotation, "__metadata__"):
        yield from _parts(annotation.__origin__)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation.model_config.get("title"):  # not an entry of the vocabulary, written by name
            yield annotation
    elif annotation is not Ellipsis:
        for argument in get_args(annotation):
            yield from _models(argument)


def words_section(vocabulary: Vocabulary) -> str:
    """The names that must be written exactly so."""
    kinds: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("主辦機關", "agencies", tuple(agency.name for agency in vocabulary.agencies)),
        ("分類", "subcategory", tuple(entry.name for entry in vocabulary.subcategories)),
        ("服務種類", "services 的 type", tuple(kind.name for kind in vocabulary.service_types)),
        ("優惠種類", "preferences 的 type", get_args(PreferenceType)),
        ("聯絡單位的角色", "contacts 的 role", get_args(Role)),
    )
    return "".join(f"- **{label}**（{key}）：{'、'.join(names)}\n" for label, key, names in kinds)


def problems_section(guide: str) -> str:
    """Common mistakes in the guide's own example, what `check` says of each, and the cure."""
    example = guide.split("<!-- example:start -->\n```markdown\n")[1]
    return problems_table(example.split("```\n<!-- example:end -->")[0], ROOT / "content")


def faults_section() -> str:
    """Every kind of problem that `check` can tell of, with its cure."""
    lines: list[str] = []
    for group, faults in groupby(FAULTS.values(), key=lambda fault: fault.group):
        lines += ["", f"#### {group}", "", "| 代號 | 哪裡不對 | 怎麼改 |", "|---|---|---|"]
        lines += [
            f"| `{fault.code}` | {_shown(fault.title)} | {_shown(fault.cure)} |" for fault in faults
        ]
    return "\n".join(lines[1:]) + "\n"


def _shown(text: str) -> str:
    """Text that Markdown shows letter by letter, in a table."""
    return re.sub(r"([\\`*_\[\]<>&#|])", r"\\\1", text)


def main() -> None:
    vocabulary = load_vocabulary(ROOT / "content")
    SCHEMAS.mkdir(exist_ok=True)
    for path, text in schema_texts(vocabulary).items():
        path.write_text(text, encoding="utf-8")
    guide = GUIDE_FILE.read_text(encoding="utf-8")
    GUIDE_FILE.write_text(with_sections(guide, sections(guide, vocabulary)), encoding="utf-8")


if __name__ == "__main__":
    main()
