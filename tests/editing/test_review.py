"""What a reviewer reads of a change: exact sentences, and refusals of what breaks addresses."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from catalogue.editing import EditingError
from catalogue.editing.review import Review, review
from tests.editing.repository import commit, edit, git, real_repository
from tests.sample import STORY

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2016, 6, 1)
NOTHING = "這次修改不影響讀者看到的內容。"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return real_repository(tmp_path)


def told(content: Path, revision: str = "HEAD") -> Review:
    return review(content, revision, TODAY)


def sections(markdown: str) -> list[str]:
    """The review without its first two paragraphs."""
    return markdown.split("\n\n", 2)[2].split("\n\n### ")


def test_an_unchanged_tree_changes_nothing_for_readers(content: Path) -> None:
    done = told(content)
    assert done.problems == ()
    assert done.markdown.startswith("## 讀者會看到的改變\n\n和版本 ")
    assert "狀態是 105 年 6 月 1 日（2016-06-01 星期三）的。" in done.markdown
    assert sections(done.markdown) == [NOTHING]


def test_another_way_to_write_a_date_changes_nothing_for_readers(content: Path) -> None:
    edit(content / "measures/tips.md", "opens: 105-07-01", "opens: 2016-07-01  # 西元也可以")
    assert sections(told(content).markdown) == [NOTHING]


def test_a_moved_deadline_an_amount_and_a_phone_are_told_with_the_status(content: Path) -> None:
    tips = content / "measures/tips.md"
    edit(tips, "opens: 105-01-01\n        closes: 105-12-31", "closes: 105-04-30")
    edit(tips, "opens: 105-07-01\n        closes: 105-09-30", "closes: 105-05-15")
    edit(tips, "opens: 105-02-19\n        closes: 105-07-14", "closes: 105-05-20")
    edit(
        tips,
        "twd: 150000\n        text: 政府補助至多 15",
        "twd: 200000\n        text: 政府補助至多 20",
    )
    edit(tips, "phone: (02)6631-1134", "phone: (02)6631-1135")

    (section,) = sections(told(content).markdown)

    heading, _, *lines = section.split("\n")
    assert heading == "### 強化企業智慧財產經營管理計畫（measures/tips/）"
    assert any(
        line.startswith("- **申請期間有變**：分級驗證：")
        and "105 年 9 月 30 日改為 105 年 5 月 15 日" in line
        for line in lines
    )
    assert "- **聯絡窗口有變**：財團法人資訊工業策進會古組長的電話由 (02)6631-1134 改為 " in section
    assert "- **金額或比例有變**：輔導補助：金額由「政府補助至多 15 萬元」改為" in section
    assert lines[-1] == (
        "- 今天的狀態：可申請，105 年 7 月 14 日（2016-07-14 星期四）截止"
        " → 已截止，105 年 5 月 31 日（2016-05-31 星期二）已截止"
    )


def test_what_a_pull_request_says_stays_text(content: Path) -> None:
    edit(content / "measures/tips.md", "name: 古組長", "name: <b>@x</b> [a](http://b)")
    assert r"\<b\>\@x\</b\> \[a\](http://b)" in told(content).markdown


def test_a_reworded_body_is_told_line_by_line(content: Path) -> None:
    edit(content / "measures/tips.md", "2. 細節請問下方聯絡人。", "2. 細節請打電話。")
    (section,) = sections(told(content).markdown)
    assert "內文由「2. 細節請問下方聯絡人。」改為「2. 細節請打電話。」" in section
    assert "（不變）" in section


def test_a_new_measure_is_told_with_its_status(content: Path) -> None:
    new = content / "measures/tips-two.md"
    new.write_bytes((content / "measures/tips.md").read_bytes())
    edit(new, "number: 17\ntitle: 強化", "number: 43\ntitle: 再強化")
    (section,) = sections(told(content).markdown)
    assert section.startswith("### 新增：再強化企業智慧財產經營管理計畫（measures/tips-two/）\n")
    assert "- 今天的狀態：可申請，" in section


def test_a_rename_with_an_alias_passes_and_is_told(content: Path) -> None:
    (content / "measures/tips.md").rename(content / "measures/ip-management.md")
    edit(content / "measures/ip-management.md", "number: 17", "number: 17\naliases: [tips]")
    done = told(content)
    assert done.problems == ()
    assert (
        "- **改名**：網址由 measures/tips/ 改為 measures/ip-management/，舊網址會轉到新網址"
        in done.markdown
    )


def test_a_rename_without_an_alias_is_refused_with_the_line_to_add(content: Path) -> None:
    (content / "measures/tips.md").rename(content / "measures/ip-management.md")
    (problem,) = told(content).problems
    assert (problem.path, problem.line) == (f"{content}/measures/ip-management.md", 3)
    assert problem.message == (
        "舊網址 measures/tips/ 會失效：請在第 3 行（title）上面加一行「aliases: [tips]」，"
        "舊網址就會轉到新網址"
    )
    # ... and the line, added as told, is the cure.
    lines = (content / "measures/ip-management.md").read_text().split("\n")
    lines.insert(problem.line - 1, "aliases: [tips]")
    (content / "measures/ip-management.md").write_text("\n".join(lines))
    assert told(content).problems == ()


def test_a_second_rename_must_keep_the_first_address(content: Path) -> None:
    (content / "measures/tips.md").rename(content / "measures/two.md")
    edit(content / "measures/two.md", "number: 17", "number: 17\naliases: [tips]")
    commit(content.parent)
    (content / "measures/two.md").rename(content / "measures/three.md")
    edit(content / "measures/three.md", "aliases: [tips]", "aliases: [two]")
    (problem,) = told(content).problems
    assert "舊網址 measures/tips/ 會失效：請把 aliases 改成「aliases: [two, tips]」" in str(problem)


def test_a_measure_renamed_with_a_new_title_is_found_by_its_number(content: Path) -> None:
    (content / "measures/tips.md").rename(content / "measures/other.md")
    edit(content / "measures/other.md", "title: 強化企業", "title: 新版企業")
    (problem,) = told(content).problems
    assert problem.path.endswith("/measures/other.md")


def test_a_removed_measure_is_refused_unless_another_takes_its_address(content: Path) -> None:
    (content / "measures/tips.md").unlink()
    done = told(content)
    (problem,) = done.problems
    assert problem.path == f"{content}/measures/tips.md"
    assert "在那個措施的檔案加一行「aliases: [tips]」" in problem.message
    assert "### ⛔ 網址會失效，請先修正" in done.markdown
    assert "### 移除：強化企業智慧財產經營管理計畫（measures/tips/）" in done.markdown

    edit(content / "measures/patent-search.md", "number: 18", "number: 18\naliases: [tips]")
    done = told(content)
    assert done.problems == ()
    assert "- 舊網址會轉到「專利檢索加值服務計畫」" in done.markdown


def test_an_agency_keeps_its_address(content: Path) -> None:
    edit(content / "agencies.yml", "id: wda", "id: workforce")
    (problem,) = told(content).problems
    assert problem.path == f"{content}/agencies.yml"
    assert problem.message == (
        "網址 agencies/wda/ 會失效：請把「勞動部勞動力發展署」的 id 改回 wda；"
        "名稱可以改，id 不能改也不能刪"
    )


def test_what_concerns_the_whole_site_is_told(content: Path) -> None:
    edit(content / "site.yml", 'ext: "3517"', 'ext: "3518"')
    edit(content / "site.yml", "number: 41-3", "number: 43")
    edit(content / "pages/about.md", "title: 關於中堅企業服務團", "title: 關於服務團")
    (section,) = sections(told(content).markdown)
    assert section.split("\n") == [
        "### 整個網站",
        "",
        "- site.yml 的 people "
        "由「趙小姐（(02)2754-1255 分機 3517）、林小姐（(02)2701-0526 分機 706）」"
        "改為「趙小姐（(02)2754-1255 分機 3518）、林小姐（(02)2701-0526 分機 706）」",
        "- site.yml 的 address 由「臺北市大安區信義路三段 41-3 號 1 樓」"
        "改為「臺北市大安區信義路三段 43 號 1 樓」",
        "- 「關於服務團」（about/）的標題由「關於中堅企業服務團」改為「關於服務團」",
    ]


def test_what_becomes_of_a_story_is_told(content: Path) -> None:
    (content / "stories").mkdir()
    story = content / "stories" / "first.md"
    story.write_text(STORY, encoding="utf-8")
    (added,) = sections(told(content).markdown)
    commit(content.parent)
    edit(story, "award: 測試用的獎", "award: 測試用的大獎")
    edit(story, "賣到三十個國家。", "賣到四十個國家。")
    (changed,) = sections(told(content).markdown)
    story.unlink()
    removed = told(content)

    name = "「一顆螺絲，賣到三十個國家」（stories/first/）"
    assert added.split("\n")[2:] == [f"- 新增故事{name}"]
    assert changed.split("\n")[2:] == [
        f"- {name}的內文由「賣到三十個國家。」改為「賣到四十個國家。」",
        f"- {name}的其他欄位有修改",
    ]
    assert [str(problem) for problem in removed.problems] == [
        f"{story}:1:1: 錯誤：網址 stories/first/ 會失效：請把這個檔案放回來，檔名不要改"
    ]


def test_what_others_published_since_is_no_part_of_the_change(content: Path) -> None:
    git(content.parent, "switch", "--create", "proposal")
    edit(content / "measures/tips.md", "name: 古組長", "name: 吳組長")
    commit(content.parent)
    git(content.parent, "switch", "main")
    new = content / "measures/tips-two.md"
    new.write_bytes((content / "measures/tips.md").read_bytes())
    edit(new, "number: 17\ntitle: 強化", "number: 43\ntitle: 再強化")
    commit(content.parent)
    git(content.parent, "switch", "proposal")

    done = told(content, "main")

    assert done.problems == ()
    (section,) = sections(done.markdown)
    assert "改為吳組長（(02)6631-1134）" in section


def test_old_content_that_no_longer_validates_is_compared_as_far_as_possible(content: Path) -> None:
    tips, citd = content / "measures/tips.md", content / "measures/citd.md"
    good = tips.read_text()
    tips.write_text(good.replace("closes: 105-09-30", "closes: 105-09-31"))
    commit(content.parent)
    tips.write_text(good)
    edit(citd, "number: 12\ntitle: 協助", "number: 12\ntitle: 加強協助")

    done = told(content)

    assert done.problems == ()
    assert "舊版的內容不能全部用現在的規則讀取，下面只比較讀得懂的部分。" in done.markdown
    assert "沒有比較的措施：tips\n" in done.markdown
    assert "- measures/tips.md:" in done.markdown
    assert "### 加強協助傳統產業技術開發計畫(CITD)（measures/citd/）" in done.markdown
    assert "新增：" not in done.markdown


def test_content_with_problems_is_said_instead(content: Path) -> None:
    edit(content / "measures/tips.md", "closes: 105-09-30", "closes: 105-09-31")
    done = told(content)
    assert done.markdown.startswith("## 內容有問題，還不能比較\n\n- ")
    assert "日期「105-09-31」不存在" in str(done.problems[-1])


def test_a_revision_that_is_not_there_is_an_error_in_chinese(content: Path) -> None:
    with pytest.raises(EditingError, match="git 讀不到要比較的版本"):
        told(content, "nowhere")
    with pytest.raises(EditingError, match="git 讀不到要比較的版本"):
        told(content, "--output=x")


def test_before_there_was_content_all_of_it_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "--initial-branch=main")
    (tmp_path / "README").write_text("x")
    commit(tmp_path)
    git(tmp_path, "branch", "empty")
    real_repository(tmp_path)
    assert told(tmp_path / "content", "empty").markdown.count("### 新增：") == 42


def test_the_command_prints_the_review_and_fails_where_an_address_vanishes(content: Path) -> None:
    def run() -> "subprocess.CompletedProcess[str]":
        command = ["build.py", "review", "HEAD", "--content", str(content), "--today", "2016-06-01"]
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8"
        )

    unchanged = run()
    (content / "measures/tips.md").unlink()
    refused = run()

    assert (unchanged.returncode, unchanged.stderr) == (0, "")
    assert NOTHING in unchanged.stdout
    assert refused.returncode == 1
    assert "### 移除：" in refused.stdout
    assert refused.stderr.startswith(f"{content}/measures/tips.md:1:1: 錯誤：這個檔案不見了")


def test_of_two_measures_that_became_one_file_the_one_with_its_title_is_renamed(
    content: Path,
) -> None:
    measures = content / "measures"
    (measures / "innovation-rd-loan.md").unlink()
    (measures / "tips.md").rename(measures / "tips-2.md")
    edit(measures / "tips-2.md", "source:", "aliases: [innovation-rd-loan, tips]\nsource:")

    done = told(content)

    assert done.problems == ()
    assert (
        "- **改名**：網址由 measures/tips/ 改為 measures/tips-2/，舊網址會轉到新網址"
        in done.markdown
    )
    assert "measures/innovation-rd-loan/）" in done.markdown  # told as removed
