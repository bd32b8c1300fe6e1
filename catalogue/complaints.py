"""What the validating library complains of, with the place in the file that it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from catalogue.documents import Document
from catalogue.fields import Location, fields_at, key_path
from catalogue.problems import Problem
from catalogue.yaml_tree import KeyPath


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """One error: the library's name for it, where, and what was found; `model` is of the file."""

    kind: str
    location: Location
    path: KeyPath
    found: Any
    context: Mapping[str, Any]
    model: type[BaseModel]
    document: Document

    @classmethod
    def of(cls, error: ErrorDetails, model: type[BaseModel], document: Document) -> "Complaint":
        location, context = error["loc"], error.get("ctx") or {}
        path, found = key_path(location), error["input"]
        if error["type"] == "union_tag_invalid":  # of the window; the tag itself is wrong
            path, found = (*path, "kind"), context["tag"]
        return cls(
            kind=error["type"],
            location=location,
            path=path,
            found=found,
            context=context,
            model=model,
            document=document,
        )

    @property
    def name(self) -> str:
        """The field that is meant: of a list's item, that of the list."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")

    @property
    def siblings(self) -> dict[str, str]:
        """Names and titles of the fields that may stand beside this one."""
        return fields_at(self.model, self.location[:-1])

    def at_value(self, code: str, message: str, right: str | None = None) -> Problem:
        """A problem with the value; `right` is YAML to stand in its place."""
        fix = self.document.corrected(self.path, right) if right else ""
        return self.document.problem(self.document.value_place(self.path), code, message, fix=fix)
