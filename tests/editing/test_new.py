"""A new measure: a file that passes `check`, explains every key, and overwrites nothing."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.advice import PLACEHOLDER
from catalogue.editing import EditingError
from catalogue.editing.blank import scalar
from catalogue.editing.new import Wish, create_measure, next_number
from catalogue.model import FrontMatter
from catalogue.problems import ContentError
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, write_content

ROOT = Path(__file__).parent.parent.parent
WISH = Wish(
    id="green-loan",
    title="綠色貸款",
    agencies=("工業局", "教育部"),
    subcategory="研發貸款協助",
    services=("融資貸款", "人才培訓"),
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path, grant=MEASURE)


def answering(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """A person who gives these answers, and the questions they were asked."""
    left, questions = list(answers), []

    def ask(question: str) -> str:
        questions.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    return ask, questions


def test_the_file_passes_check_and_has_what_was_said(content: Path) -> None:
    path = create_measure(content, WISH, None)

    assert path == content / "measures" / "green-loan.md"
    measure = load_catalogue(content).measures[1]
    assert (measure.id, measure.number, measure.title) == ("green-loan", 2, "綠色貸款")
    assert [agency.name for agency in measure.agencies] == ["經濟部工業局", "教育部"]
    assert measure.subcategory.name == "研發貸款協助"
    assert [service.type.name for service in measure.services] == ["融資貸款", "人才培訓"]
    assert {window.kind for window in measure.windows} == {"unstated"}
    person = measure.contacts[0].people[0]
    assert (person.phone, person.ext) == ("(02)2754-1255", "3517")
    assert measure.summary.startswith(PLACEHOLDER)


def test_every_example_becomes_valid_content_by_deleting_its_sign(content: Path) -> None:
    path = create_measure(content, WISH, None)
    text = re.sub(r"^( *)#(?![ #])", r"\1", path.read_text(), flags=re.MULTILINE)
    path.write_text(text)

    measure = next(m for m in load_catalogue(content).measures if m.id == "green-loan")

    unset = {name for name in FrontMatter.model_fields if getattr(measure, name) in ((), None)}
    assert unset == set()
    service = measure.services[0]
    unset = {name for name in type(service).model_fields if getattr(service, name) in ((), None)}
    assert unset == set()
    assert [window.kind for window in service.windows] == ["unstated", "fixed", "annual"]


def test_every_key_is_explained(content: Path) -> None:
    lines = create_measure(content, WISH, None).read_text().split("\n")
    for name in FrontMatter.model_fields:
        (place,) = [i for i, line in enumerate(lines) if re.match(rf"#?{name}:", line)]
        assert re.match(r"# \S+", lines[place - 1]), name


def test_what_is_missing_is_asked_for_until_it_will_do(content: Path) -> None:
    ask, questions = answering(
        "Green Loan", "grant", "green-loan", "", "綠色貸款", "研發", "9", "1，工業局", "融資貸款"
    )

    create_measure(content, Wish(), ask)

    measure = load_catalogue(content).measures[1]
    assert (measure.id, measure.title, measure.subcategory.name) == (
        "green-loan",
        "綠色貸款",
        "研發貸款協助",
    )
    assert [agency.name for agency in measure.agencies] == ["教育部", "經濟部工業局"]
    assert questions[1].startswith("檔名「Green Loan」不能用：只能用小寫英文、數字和減號")
    assert questions[2].startswith("已經有 grant.md 這個檔案，請換一個檔名\n檔名（")
    assert questions[4].startswith("不能是空的\n")
    assert "  9. 研發貸款協助\n" in questions[5]
    assert questions[6].startswith("沒有「研發」，是不是「")


def test_no_answer_writes_nothing(content: Path) -> None:
    ask, _ = answering("green-loan")
    with pytest.raises(EditingError, match="沒有回答，檔案沒有建立"):
        create_measure(content, Wish(), ask)
    assert not (content / "measures" / "green-loan.md").exists()


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a: b", '"a: b"'),
        ("「甲」#乙", "「甲」#乙"),
        ("甲 # 乙", '"甲 # 乙"'),
        ("no", '"no"'),
        ("12", '"12"'),
        ('說"好"', '說"好"'),
        ("*甲", '"*甲"'),
    ],
)
def test_a_title_is_quoted_where_yaml_would_read_something_else(
    content: Path, title: str, written: str
) -> None:
    assert scalar(title) == written
    wish = Wish(
        id="x",
        title=title,
        agencies=WISH.agencies,
        subcategory=WISH.subcategory,
        services=WISH.services,
    )
    create_measure(content, wish, None)
    assert load_catalogue(content).measures[1].title == title


def test_two_services_of_a_kind_get_names_to_tell_them_apart(content: Path) -> None:
    create_measure(
        content,
        Wish(
            id="x",
            title="甲",
            agencies=("教育部",),
            subcategory="研發貸款協助",
            services=("融資貸款", "融資貸款"),
        ),
        None,
    )
    services = load_catalogue(content).measures[1].services
    assert [service.name for service in services] == ["待補（第 1 項）", "待補（第 2 項）"]


def test_the_next_number_counts_broken_files_too(content: Path) -> None:
    (content / "measures" / "broken.md").write_text("---\nnumber: 7\ntitle: [\n---\n")
    assert next_number(content) == 8
    assert create_measure(content, WISH, None).exists()


def test_a_title_that_is_taken_is_refused_at_its_line(content: Path) -> None:
    with pytest.raises(ContentError) as refused:
        create_measure(
            content,
            Wish(
                id="x",
                title="測試措施",
                agencies=("教育部",),
                subcategory="研發貸款協助",
                services=("融資貸款",),
            ),
            None,
        )
    (problem,) = refused.value.problems
    assert problem.path == f"{content}/measures/x.md"
    assert f"措施名稱「測試措施」和 {content}/measures/grant.md 重複" in problem.message
    assert not (content / "measures" / "x.md").exists()


def test_the_command_never_overwrites_and_says_which_flag_is_missing(content: Path) -> None:
    def run(*flags: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "build.py", "new", "--content", str(content), *flags],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )

    flags = ["--id", "x", "--title", "甲", "--agency", "工業局", "--service", "融資貸款"]
    missing = run(*flags)
    made = run(*flags, "--subcategory", "研發貸款協助")
    before = (content / "measures" / "x.md").read_bytes()
    again = run(*flags, "--subcategory", "研發貸款協助")

    assert missing.returncode == 1
    assert missing.stderr == "build.py: 請加上 --subcategory：分類（號碼或名稱）\n"
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith(f"已建立 {content}/measures/x.md，")
    assert again.returncode == 1
    assert again.stderr == "build.py: 已經有 x.md 這個檔案，請換一個檔名\n"
    assert (content / "measures" / "x.md").read_bytes() == before
