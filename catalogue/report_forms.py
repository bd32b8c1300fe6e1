"""A report in; JSON for programs, and Markdown for the summary of a workflow, out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from catalogue.advice import VERIFIED_FOR_DAYS
from catalogue.dates import roc_date
from catalogue.markup import escape
from catalogue.report import Files, Report


def as_json(report: Report) -> str:
    """The report with its own names as keys; dates are ISO."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2, default=date.isoformat)


def as_markdown(report: Report) -> str:
    """The report as a maintainer reads it on GitHub."""
    return "\n\n".join(_paragraphs(report))


def _paragraphs(report: Report) -> Iterator[str]:
    total = sum(kind.count for kind in report.warnings)
    overdue = [age for age in report.ages if age.overdue]
    yield "## 網站報告"
    yield (
        f"{report.edition} 年版，{report.measures} 項措施、{report.services} 個服務項目、"
        f"{report.text_pages} 頁說明；狀態是 {roc_date(report.today)}的。"
    )
    if report.site is not None:
        yield _site(report.site)
    yield _table(("今天的狀態", "措施"), [(c.name, c.count) for c in report.statuses])
    yield _table(("分類", "措施"), [(c.name, c.count) for c in report.categories])
    yield _table(("申請期間", "個"), [(c.name, c.count) for c in report.windows])
    yield f"### 提醒（{total} 則）"
    if total:
        named = [(f"{kind.name} [{kind.id}]", kind.count) for kind in report.warnings]
        yield _table(("提醒", "則"), named)
    yield f"### 超過 {VERIFIED_FOR_DAYS} 天沒有查證（{len(overdue)} 項）"
    if overdue:
        known = [f"{roc_date(a.since)}{'查證' if a.verified else '（資料年度）'}" for a in overdue]
        old = [(a.title, k, a.days, a.place) for a, k in zip(overdue, known, strict=True)]
        yield _folded(_table(("措施", "資料日期", "天", "請修改"), old))
    yield f"### 已截止，沒有新的期間（{len(report.closed)} 個服務項目）"
    if report.closed:
        over = [
            (c.title, c.service, roc_date(c.closed_on), c.days, "是" if c.whole else "否", c.place)
            for c in report.closed
        ]
        heading = ("措施", "服務項目", "截止", "天", "整項都截止", "請修改")
        yield _folded(_table(heading, over))


def _site(kinds: Sequence[Files]) -> str:
    pages = sum(kind.count for kind in kinds if kind.kind == ".html")
    megabytes = sum(kind.bytes for kind in kinds) / 1e6
    return f"網站：{pages} 頁、{sum(kind.count for kind in kinds)} 個檔案、{megabytes:.1f} MB。"


def _folded(table: str) -> str:
    return f"<details><summary>最久的在最前面</summary>\n\n{table}\n\n</details>"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    lines = ["|".join(("", *map(escape, map(str, row)), "")) for row in (heading, *rows)]
    rules = [":---" if isinstance(cell, str) else "---:" for cell in (rows or [heading])[0]]
    lines.insert(1, "|".join(("", *rules, "")))
    return "\n".join(lines)
