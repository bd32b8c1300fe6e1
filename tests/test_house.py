"""The house: imports between rooms point one way, and no room reads a clock or writes files."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ROOT / "catalogue"
FLOORS = (
    {
        "cache",
        "commonmark",
        "content_lines",
        "faults",
        "git",
        "inputs",
        "linkage",
        "markup",
        "numerals",
        "pagefind",
        "pairing",
        "parallel",
        "plain_prose",
        "problems",
        "progress",
        "publication",
        "scale",
        "segments",
        "shards",
        "staging",
        "tokens",
        "urls",
        "yaml_errors",
        "yaml_scalars",
    },
    {
        "addresses",
        "assets",
        "dates",
        "diagnostics",
        "fences",
        "incremental",
        "meanings",
        "paging",
        "texts",
        "usual_yaml",
        "word_index",
        "yaml_tree",
        "yaml_value_cures",
    },
    {
        "documents",
        "prose",
        "search_columns",
        "stocktaking",
        "twin",
        "values",
        "yaml_cures",
        "yaml_doubts",
    },
    {
        "fields",
        "folders",
        "output",
        "strict_yaml",
        "usual_documents",
        "vocabulary",
        "yaml_layout",
        "yaml_reach",
    },
    {"yaml_repair"},
    {"writing", "reading"},
    {"model"},
    {"complaints", "eligibility", "rules", "schedule", "tasks"},
    {"advice", "wrong_keys"},
    {"wrong_types"},
    {"explanation"},
    {"checking"},
    {
        "indexes",
        "json_schema",
        "period_changes",
        "published",
        "timeline",
        "views",
        "validation",
    },
    {
        "changes",
        "data_catalog",
        "matching",
        "packing",
        "report",
        "structured_data",
        "templating",
        "window_table",
    },
    {"calendar_entries", "history", "matching_data", "report_forms", "shelf"},
    {"loading", "rendering"},
    {
        "corps_pages",
        "deadline_pages",
        "group_pages",
        "handbook_pages",
        "handbook_proof",
        "measure_pages",
        "offline",
    },
    {"pages", "calendars", "feeds", "handbook_pdf", "open_data", "sitemap", "search_texts"},
    {"segment_shelf", "site_pages"},
    {"search_words"},
    {"search"},
    {"arguments", "integrity", "making"},
    {"pipeline"},
)
"""From the ground up: a room may use rooms on lower floors, never one above or beside it."""
FLOOR_OF = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "catalogue":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("catalogue."):
            found.add(str(node.module).split(".")[1])
    return found


@pytest.mark.parametrize("path", sorted(ROOMS.glob("[!_]*.py")), ids=lambda path: path.stem)
def test_a_room_uses_only_rooms_below_it(path: Path) -> None:
    level = FLOOR_OF[path.stem]
    assert {room for room in imported_rooms(path) if FLOOR_OF[room] >= level} == set()


@pytest.mark.parametrize("path", sorted(ROOMS.glob("[!_]*.py")), ids=lambda path: path.stem)
def test_no_room_reads_the_clock_or_the_environment(path: Path) -> None:
    attributes = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    forbidden = {"date.today", "datetime.now", "datetime.today", "time.time", "os.environ"}
    assert attributes & forbidden == set()


def test_templates_hold_no_script_and_no_style() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        assert "<style" not in text, path
        assert "style=" not in text, path
        assert " onclick=" not in text, path
        for script in text.split("<script")[1:]:
            attributes = script.split(">", 1)[0]
            assert "src=" in attributes or 'type="application/' in attributes, path
