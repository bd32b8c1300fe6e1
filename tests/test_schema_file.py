"""The JSON Schema that editors' tools read without a build is the one the model generates."""

import json
from pathlib import Path

from catalogue.json_schema import front_matter_schema
from catalogue.validation import load_vocabulary
from tools.guide import SCHEMA_FILE, schema_text

ROOT = Path(__file__).parent.parent


def test_the_committed_schema_is_the_generated_one() -> None:
    vocabulary = load_vocabulary(ROOT / "content")
    committed = SCHEMA_FILE.read_text(encoding="utf-8")
    how = "schema/measure.schema.json is out of date: run `make schema` and commit what changes"
    assert json.loads(committed) == front_matter_schema(vocabulary), how
    assert committed == schema_text(vocabulary), how


def test_the_editor_settings_name_the_schema() -> None:
    settings = (ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert f'"./{SCHEMA_FILE.relative_to(ROOT).as_posix()}"' in settings
