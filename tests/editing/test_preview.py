"""What a preview reads while a build puts another folder in the place of the site."""

from pathlib import Path

import pytest

from catalogue.editing import preview
from catalogue.editing.preview import Preview
from catalogue.publication import Page
from tests.sample import publish

HOME = b"<html><head></head><body>Here</body></html>"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    publish(tmp_path / "site", [Page(path="index.html", content=HOME)])
    return tmp_path / "site"


@pytest.fixture
def shown(site: Path) -> Preview:
    shown = Preview(site)
    shown.show()
    return shown


def test_a_file_is_found_whose_folder_is_replaced_while_it_is_looked_for(
    site: Path, shown: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_within = preview._read_within
    looks = []

    def look_in_the_old_folder_first(folder: Path, path: str) -> bytes | None:
        looks.append(path)
        if len(looks) == 1:
            publish(site, [Page(path="data.json", content=b"new")])
            return None
        return read_within(folder, path)

    monkeypatch.setattr(preview, "_read_within", look_in_the_old_folder_first)

    assert shown.read("data.json") == b"new"
    assert shown.read("index.html") is None
    assert looks == ["data.json", "data.json", "index.html"]


def test_a_file_is_found_though_there_is_no_folder_for_a_moment(
    site: Path, shown: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_aside = site.rename(site.with_name("aside"))
    monkeypatch.setattr(preview.time, "sleep", lambda _: set_aside.rename(site))

    assert b"<body>Here</body>" in (shown.read("index.html") or b"")


def test_where_nothing_has_been_built_nothing_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "_ATTEMPTS", 10**9)

    assert Preview(tmp_path / "site").read("index.html") is None


def test_a_page_that_is_read_while_a_build_ends_is_loaded_again(
    shown: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = shown.version

    def read_while_a_build_ends(folder: Path, path: str) -> bytes:
        content = (folder / path).read_bytes()
        shown.show()
        return content

    monkeypatch.setattr(preview, "_read_within", read_while_a_build_ends)

    assert f'data-version="{version}"'.encode() in (shown.read("index.html") or b"")
    assert shown.wait_for_other(version, 0)
