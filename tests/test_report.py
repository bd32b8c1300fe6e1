"""How the catalogue stands: the same facts for programs and for a maintainer."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from catalogue.advice import warnings
from catalogue.report import Age, Closed, Count, Report, make_report
from catalogue.report_forms import as_json, as_markdown
from catalogue.validation import load_content
from tests.sample import CONTENT, MEASURE, write_content
from tests.test_build import files, run

VERIFIED = MEASURE.replace("source:", "verified_on: 105-02-01\nsource:")
OTHER = VERIFIED.replace("number: 1", "number: 2").replace("測試措施", "另一項")


def report_of(content: Path, today: date) -> Report:
    read = load_content(content)
    doubts = warnings(read.catalogue, read.documents, today)
    site = {".html": (2, 1_500_000), ".css": (1, 500_000)}
    return make_report(read.catalogue, read.documents, doubts, today, site)


def test_counts_ages_and_what_has_closed_oldest_first(tmp_path: Path) -> None:
    longer = OTHER.replace("closes: 105-06,", "closes: 105-07,")
    content = write_content(tmp_path, sample=MEASURE, other=longer)
    today = date(2017, 2, 1)

    report = report_of(content, today)

    path = f"{content}/measures"
    assert (report.edition, report.measures, report.services) == (105, 2, 2)
    assert [(count.id, count.count) for count in report.statuses] == [
        ("open", 0),
        ("upcoming", 0),
        ("announced", 0),
        ("unstated", 0),
        ("closed", 2),
    ]
    assert [count.count for count in report.categories if count.count] == [2]
    assert report.windows == (Count(id="fixed", name="有日期的期間", count=4),)
    assert [(count.id, count.count) for count in report.warnings] == [
        ("link-http", 2),
        ("unverified", 2),
        ("windows-past", 2),
    ]
    assert report.ages == (
        Age(
            id="sample",
            title="測試措施",
            place=f"{path}/sample.md:32",
            since=date(2016, 1, 1),
            verified=False,
            days=397,
            overdue=True,
        ),
        Age(
            id="other",
            title="另一項",
            place=f"{path}/other.md:32",
            since=date(2016, 2, 1),
            verified=True,
            days=366,
            overdue=True,
        ),
    )
    assert report.closed == (
        Closed(
            id="sample",
            title="測試措施",
            service="輔導補助",
            place=f"{path}/sample.md:19",
            closed_on=date(2016, 6, 30),
            days=216,
            whole=True,
        ),
        Closed(
            id="other",
            title="另一項",
            service="輔導補助",
            place=f"{path}/other.md:19",
            closed_on=date(2016, 7, 31),
            days=185,
            whole=True,
        ),
    )


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(date(2016, 12, 31), 0), (date(2017, 1, 1), 1), (date(2017, 1, 31), 1), (date(2017, 2, 1), 2)],
)
def test_the_report_and_the_warning_mean_the_same_year(
    tmp_path: Path, today: date, overdue: int
) -> None:
    report = report_of(write_content(tmp_path, sample=MEASURE, other=OTHER), today)
    warned = sum(count.count for count in report.warnings if count.id == "unverified")
    assert (sum(age.overdue for age in report.ages), warned) == (overdue, overdue)


def test_programs_read_everything(tmp_path: Path) -> None:
    report = report_of(write_content(tmp_path, sample=MEASURE), date(2016, 3, 1))
    read = json.loads(as_json(report))
    assert list(read) == list(asdict(report))
    assert read["today"] == "2016-03-01"
    assert read["ages"][0]["since"] == "2016-01-01"
    assert read["site"][1] == {"kind": ".html", "count": 2, "bytes": 1_500_000}


def test_a_maintainer_reads_what_is_overdue(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE.replace("測試措施", "甲|乙<b>@x"))
    lines = as_markdown(report_of(content, date(2017, 2, 1))).splitlines()
    assert lines[2] == "105 年版，1 項措施、1 個服務項目、0 頁說明；狀態是 106 年 2 月 1 日的。"
    assert "網站：2 頁、3 個檔案、2.0 MB。" in lines
    assert "### 超過 365 天沒有查證（1 項）" in lines
    place = f"{content}/measures/sample.md".replace("_", "\\_")
    assert f"|甲\\|乙\\<b\\>\\@x|105 年 1 月 1 日（資料年度）|397|{place}:32|" in lines
    assert "### 已截止，沒有新的期間（1 個服務項目）" in lines
    assert f"|甲\\|乙\\<b\\>\\@x|輔導補助|105 年 6 月 30 日|216|是|{place}:19|" in lines


def test_nothing_to_do_is_said_in_the_headings_alone(tmp_path: Path) -> None:
    text = MEASURE.replace("http:", "https:")
    told = as_markdown(report_of(write_content(tmp_path, sample=text), date(2016, 3, 1)))
    assert "### 提醒（0 則）\n\n### 超過 365 天沒有查證（0 項）\n\n### 已截止" in told
    assert "details" not in told


def test_the_command_counts_a_made_site_and_writes_nothing(built_site: Path) -> None:
    before = sorted(built_site.rglob("*"))
    done = run("report", "--site", str(built_site), "--today", "2016-03-01", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    made = {path: content for path, content in files(built_site).items() if path[0] != "."}
    site = json.loads(done.stdout)["site"]
    assert sum(kind["count"] for kind in site) == len(made)
    assert sum(kind["bytes"] for kind in site) == sum(map(len, made.values()))
    assert sorted(built_site.rglob("*")) == before


def test_the_command_says_what_is_wrong_instead(tmp_path: Path) -> None:
    wrong = write_content(tmp_path, sample=MEASURE.replace("105-03-15", "105-02-30"))
    done = run("report", "--content", str(wrong))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{wrong}/measures/sample.md:18:" in done.stderr
    done = run("report", "--content", str(CONTENT), "--site", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("build.py: ")
    assert done.stderr.count("\n") == 1
