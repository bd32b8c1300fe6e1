"""What the handbook's PDF needs of the system: got with apt-get where that may be, else told."""

import sys
from pathlib import Path

import pytest

from tools import system_parts, typesetting


def test_what_is_missing_is_told_where_nothing_may_be_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(typesetting, "is_installed", lambda: True)
    monkeypatch.setattr(
        typesetting, "missing_parts", lambda: ["Pango", "a font for Traditional Chinese"]
    )
    monkeypatch.setattr(typesetting, "can_apt_install", lambda: False)

    assert typesetting.main([]) == 1

    told = capsys.readouterr().err
    assert told.startswith(
        "The handbook's PDF needs Pango and a font for Traditional Chinese. "
        "Either of these will do:\n  Debian, as root: apt-get install libpango-1.0-0 "
    )
    assert "brew install pango" in told


def test_what_is_missing_is_installed_with_the_command_that_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    apt_get = tmp_path / "apt-get"
    apt_get.write_text(f'#!/bin/sh\necho "$@" >> {log}\n', encoding="utf-8")
    apt_get.chmod(0o755)
    monkeypatch.setattr(typesetting, "is_installed", lambda: True)
    monkeypatch.setattr(typesetting, "missing_parts", lambda: [] if log.exists() else ["Pango"])
    monkeypatch.setattr(typesetting, "can_apt_install", lambda: False)

    assert typesetting.main(["--apt-get", f"env {apt_get}"]) == 0

    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update.endswith(" update")
    assert install.endswith(
        " install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0 fontconfig fonts-noto-cjk"
    )


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*packages: str, apt_get: object) -> None:
        pytest.fail(f"installed {packages}")

    monkeypatch.setattr(typesetting, "is_installed", lambda: True)
    monkeypatch.setattr(typesetting, "missing_parts", list)
    monkeypatch.setattr(typesetting, "apt_install", refuse)

    assert typesetting.main([]) == 0


def test_without_weasyprint_the_way_to_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(typesetting, "is_installed", lambda: False)

    assert typesetting.main([]) == 1
    assert capsys.readouterr().err == "WeasyPrint is not installed; run: make handbook\n"


def test_a_question_that_fails_has_no_answer() -> None:
    assert system_parts.answer([sys.executable, "-c", "print('yes')"]) == "yes\n"
    assert system_parts.answer([sys.executable, "-c", "print('no'); exit(1)"]) == ""
    assert system_parts.answer(["/there/is/no/such/program"]) == ""
