"""Where a site and its twin are; small sites have one here, too."""

from pathlib import Path

import pytest

from catalogue import output


@pytest.fixture(autouse=True)
def _for_small_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "WORTH_IT", 0)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "public" / "site"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the twin is."""
    return tmp_path / "cache" / "twin"
