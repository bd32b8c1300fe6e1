"""The feed, as a feed reader sees it, and the changes in it, as git's history tells them."""

import subprocess
from datetime import date
from pathlib import Path

import feedparser
import pytest

from catalogue.changes import Change, Kind
from catalogue.feeds import feed_tasks
from catalogue.history import read_changes
from catalogue.publication import Publication
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, pages_of, write_content

MOVED = MEASURE.replace("closes: 105-03-15", "closes: 105-03-31")
MOVED_TEXT = "第一梯次截止日由 105 年 3 月 15 日改為 105 年 3 月 31 日"
OTHER = (
    MEASURE.replace("number: 1", "number: 2")
    .replace("title: 測試措施", "title: 另一項措施")
    .replace("summary: 每案最高補助 200 萬元。", "summary: 補助學費。")
)


def publication(today: str = "2016-03-01", base_url: str = "https://a.tw/site/") -> Publication:
    return Publication(today=date.fromisoformat(today), base_url=base_url)


def git(folder: Path, *arguments: str, at: str = "2016-02-20T12:00:00+08:00") -> None:
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@example.tw")
    subprocess.run(
        ["git", *identity, "-c", "commit.gpgsign=false", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_DATE": at,
        },
    )


def commit(content: Path, at: str, **measures: str | None) -> None:
    """Write (None: remove) the measures, and commit at a moment."""
    for measure_id, text in measures.items():
        path = content / "measures" / f"{measure_id}.md"
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    git(content.parent, "add", "--all")
    git(content.parent, "commit", "--message", "Edit", at=at)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A repository whose first commit has one measure."""
    content = write_content(tmp_path, grant=MEASURE)
    git(tmp_path, "init", "--initial-branch=main")
    commit(content, "2016-01-01T09:00:00+08:00")
    return content


def told(content: Path) -> list[tuple[str, str, Kind, str]]:
    return [
        (change.measure_id, change.day.isoformat(), change.kind, change.text)
        for change in read_changes(content, load_catalogue(content))
    ]


def test_the_first_commit_is_no_news(content: Path) -> None:
    assert told(content) == []


def test_a_moved_deadline_is_one_change_on_the_day_in_taipei(content: Path) -> None:
    commit(content, "2016-02-19T16:30:00+00:00", grant=MOVED)

    assert told(content) == [("grant", "2016-02-20", Kind.PERIOD, MOVED_TEXT)]


def test_a_moved_deadline_is_one_entry(content: Path) -> None:
    commit(content, "2016-02-20T09:00:00+08:00", grant=MOVED)
    catalogue = load_catalogue(content)

    (page,) = pages_of(feed_tasks(catalogue, publication(), read_changes(content, catalogue)))
    feed = feedparser.parse(page.content)

    assert page.path == "feed.xml"
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == "測試措施：申請期間有變"
    assert entry.content[0].value == MOVED_TEXT
    assert entry.link == "https://a.tw/site/measures/grant/"
    assert entry.updated == "2016-02-20T00:00:00+08:00"
    assert entry.id.startswith("tag:a.tw,2016:site/measures/grant/2016-02-20/period/")
    assert entry.tags[0].term == "period"
    assert feed.feed.updated == "2016-02-20T00:00:00+08:00"
    assert feed.feed.id == "tag:a.tw,2016:site/changes"
    assert feed.feed.author == "中堅企業服務團"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "https://a.tw/site/feed.xml",
        "alternate": "https://a.tw/site/",
    }


def test_later_measures_are_new_and_removed_ones_gone_newest_first(content: Path) -> None:
    commit(content, "2016-02-01T09:00:00+08:00", other=OTHER)
    commit(content, "2016-02-02T09:00:00+08:00", grant=None)

    assert told(content) == [
        ("grant", "2016-02-02", Kind.REMOVED, "本站不再收錄這項措施"),
        ("other", "2016-02-01", Kind.NEW, "新收錄：補助學費。"),
    ]


def test_an_entry_of_a_removed_measure_leads_to_the_list(content: Path) -> None:
    commit(content, "2016-02-01T09:00:00+08:00", other=OTHER)
    commit(content, "2016-02-02T09:00:00+08:00", grant=None)
    catalogue = load_catalogue(content)

    (page,) = pages_of(feed_tasks(catalogue, publication(), read_changes(content, catalogue)))

    links = [entry.link for entry in feedparser.parse(page.content).entries]
    assert links == ["https://a.tw/site/measures/", "https://a.tw/site/measures/other/"]


@pytest.mark.parametrize(
    "renamed",
    [
        MOVED.replace("title: 測試措施", "title: 改名的措施\naliases: [grant]"),
        MOVED,
    ],
    ids=["by its alias", "by its title"],
)
def test_a_renamed_file_is_the_same_measure(content: Path, renamed: str) -> None:
    commit(content, "2016-02-01T09:00:00+08:00", grant=None, renamed=renamed)

    assert ("renamed", "2016-02-01", Kind.PERIOD, MOVED_TEXT) in told(content)
    assert {kind for _, _, kind, _ in told(content)}.isdisjoint({Kind.NEW, Kind.REMOVED})


def test_a_version_that_never_validated_is_skipped(content: Path) -> None:
    commit(content, "2016-02-01T09:00:00+08:00", grant=MEASURE.replace("105-03-15", "105-13-99"))
    commit(content, "2016-02-02T09:00:00+08:00", grant=MOVED)

    assert told(content) == [("grant", "2016-02-02", Kind.PERIOD, MOVED_TEXT)]


def test_a_merged_branch_is_told_on_the_day_of_its_merge(content: Path) -> None:
    folder = content.parent
    git(folder, "switch", "--create", "proposal")
    commit(content, "2016-02-01T09:00:00+08:00", grant=MOVED)
    git(folder, "switch", "main")
    commit(content, "2016-02-02T09:00:00+08:00", other=OTHER)
    git(folder, "merge", "--no-ff", "proposal", at="2016-02-05T09:00:00+08:00")

    assert told(content) == [
        ("grant", "2016-02-05", Kind.PERIOD, MOVED_TEXT),
        ("other", "2016-02-02", Kind.NEW, "新收錄：補助學費。"),
    ]


def test_a_shallow_clone_tells_what_it_knows(content: Path, tmp_path: Path) -> None:
    commit(content, "2016-02-01T09:00:00+08:00", other=OTHER)
    commit(content, "2016-02-02T09:00:00+08:00", grant=MOVED)

    for depth, expected in ((1, []), (2, [("grant", "2016-02-02", Kind.PERIOD, MOVED_TEXT)])):
        clone = tmp_path / f"clone-{depth}"
        git(tmp_path, "clone", f"--depth={depth}", content.parent.as_uri(), str(clone))

        assert told(clone / "content") == expected


def test_without_history_the_editors_dates_speak(tmp_path: Path) -> None:
    dated = MEASURE.replace("---\n內文", "updated: 105-02-10\nverified_on: 105-02-12\n---\n內文")
    content = write_content(tmp_path, grant=dated)

    assert told(content) == [
        ("grant", "2016-02-12", Kind.VERIFIED, "內容在 105 年 2 月 12 日查證"),
        ("grant", "2016-02-10", Kind.UPDATED, "內容在 105 年 2 月 10 日更新"),
    ]


def test_a_machine_without_git_is_no_error(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(content, "2016-02-02T09:00:00+08:00", grant=MOVED)
    monkeypatch.setenv("PATH", "")

    assert told(content) == []


def test_a_closed_measure_is_told_from_the_day_after_its_last_deadline(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_content(tmp_path, grant=MEASURE))

    def entries(today: str) -> list[tuple[str, str]]:
        (page,) = pages_of(feed_tasks(catalogue, publication(today), ()))
        return [(e.updated, e.content[0].value) for e in feedparser.parse(page.content).entries]

    closed = "手冊所列的申請期間已在 105 年 6 月 30 日全部截止，新的期間請洽主辦機關。"
    assert entries("2016-06-30") == []
    assert entries("2016-07-01") == [("2016-07-01T00:00:00+08:00", closed)]
    assert entries("2030-01-01") == [("2016-07-01T00:00:00+08:00", closed)]


def test_a_feed_of_no_news_is_still_a_valid_feed(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_content(tmp_path, grant=MEASURE))

    (page,) = pages_of(feed_tasks(catalogue, publication(), ()))
    feed = feedparser.parse(page.content)

    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated == "2016-01-01T00:00:00+08:00"


def test_markup_in_a_text_stays_text_and_a_rewording_is_no_news(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_content(tmp_path, grant=MEASURE))
    text = '新增「<b>R&D</b> "x" ]]>\x0b」'
    day = date(2016, 2, 1)
    changes = [
        Change(measure_id="grant", title="A&B<i>", day=day, kind=Kind.MONEY, text=text),
        Change(measure_id="grant", title="A&B<i>", day=day, kind=Kind.TEXT, text="改寫"),
    ]

    (page,) = pages_of(feed_tasks(catalogue, publication(), changes))
    feed = feedparser.parse(page.content)

    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.content[0].value == '新增「<b>R&D</b> "x" ]]>」'
    assert entry.content[0].type == "text/plain"
    assert entry.title == "A&B<i>：金額或比例有變"


def test_two_builds_give_the_same_bytes(content: Path) -> None:
    commit(content, "2016-02-20T09:00:00+08:00", grant=MOVED)
    catalogue = load_catalogue(content)

    first, second = (
        tuple(pages_of(feed_tasks(catalogue, publication(), read_changes(content, catalogue))))
        for _ in range(2)
    )

    assert first == second
