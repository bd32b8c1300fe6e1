"""The JSON Schemas that editors' tools read without a build are those the types generate."""

import json
from pathlib import Path

from catalogue.json_schema import front_matter_schema
from catalogue.validation import load_vocabulary
from tools.guide import SCHEMAS, schema_texts

ROOT = Path(__file__).parent.parent
FOLDERS = {"measure": "measures", "page": "pages", "story": "stories"}


def test_the_committed_schemas_are_the_generated_ones() -> None:
    vocabulary = load_vocabulary(ROOT / "content")
    committed = {path: path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()}
    how = "schema/ is out of date: run `make schema` and commit what changes"
    assert committed == schema_texts(vocabulary), how
    measures = json.loads(committed[SCHEMAS / "measure.schema.json"])
    assert measures == front_matter_schema(vocabulary)


def test_the_editor_settings_name_every_schema() -> None:
    settings = (ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{name}.schema.json" for name in FOLDERS}
    for name, folder in FOLDERS.items():
        assert f'"./schema/{name}.schema.json": ["content/{folder}/*.md"]' in settings
