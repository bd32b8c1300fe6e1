"""Plain values in; front matter as editors write it, out."""

from collections.abc import Iterator

from catalogue.yaml_scalars import yaml_scalar

Node = str | int | list["Node"] | dict[str, "Node"]
"""What front matter is made of."""


def front_yaml(node: dict[str, Node], indent: int = 0) -> Iterator[str]:
    """Front matter as editors write it: short lists on a line, one key a line."""
    for key, value in node.items():
        yield from _yaml_entry(f"{' ' * indent}{key}:", value, indent)


def _yaml_entry(head: str, value: Node, indent: int) -> Iterator[str]:
    if isinstance(value, list) and all(_is_short(item) for item in value):
        yield f"{head} [{', '.join(map(_scalar, value))}]\n"
    elif isinstance(value, list):
        yield f"{head}\n"
        for item in value:
            if isinstance(item, dict):
                text = "".join(front_yaml(item, indent + 4))
                yield f"{' ' * (indent + 2)}- {text[indent + 4 :]}"
            else:
                yield f"{' ' * (indent + 2)}- {_scalar(item)}\n"
    elif isinstance(value, dict):
        yield f"{head}\n"
        yield from front_yaml(value, indent + 2)
    else:
        yield f"{head} {_scalar(value)}\n"


def _is_short(item: Node) -> bool:
    return isinstance(item, (str, int)) and len(str(item)) < 20


def _scalar(value: Node) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else yaml_scalar(str(value))
