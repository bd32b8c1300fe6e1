"""A measure's file in; the same for Hugo, with the keys that its taxonomies are made from, out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TODAY = "2016-03-01"
"""The day that every site is built for."""
ROC_OFFSET = 1911


def categories_of(content: Path) -> dict[str, str]:
    """The category of each subcategory, by name."""
    listed = yaml.safe_load((content / "categories.yml").read_text(encoding="utf-8"))
    return {
        subcategory["name"]: category["name"]
        for category in listed["categories"]
        for subcategory in category["subcategories"]
    }


def with_taxonomies(text: str, categories: dict[str, str]) -> str:
    """A measure's file for Hugo: the same, with the keys its taxonomies and order are made from."""
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    data: dict[str, Any] = yaml.load(front, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    closing = sorted(_closing_days(data))
    added = {
        "weight": int(data["number"]),
        "categories": [categories[data["subcategory"]]],
        "subcategories": [data["subcategory"]],
        "kinds": sorted({service["type"] for service in data["services"]}),
        "deadlines": sorted({day[:7] for day in closing}),
        "next_deadline": next((day for day in closing if day >= TODAY), ""),
    }
    lines = yaml.safe_dump(added, allow_unicode=True, sort_keys=False, default_flow_style=None)
    return f"---\n{lines}{front}\n---\n{body}"


def _closing_days(data: dict[str, Any]) -> Iterator[str]:
    """Closing days (or months) in ISO form."""
    for service in data["services"]:
        for window in service["windows"]:
            if closes := window.get("closes"):
                year, rest = closes.split("-", 1)
                yield f"{int(year) + (ROC_OFFSET if len(year) == 3 else 0)}-{rest}"
