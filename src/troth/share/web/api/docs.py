"""The API's documentation as a page that people read, written from its OpenAPI document."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from troth.share.web.assets import Assets


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("troth.share.web.api"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def page(document: Mapping[str, Any]) -> Response:
    """The page."""
    text = _templates().get_template("docs.html.j2").render(
        api=document, operations=list(_operations(document)), schemas=sorted(document["components"]["schemas"].items()),
        kind=kind, style=Assets().url("desk.css"),
    )  # fmt: skip
    return HTMLResponse(text)


def _operations(document: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def kind(schema: Mapping[str, Any]) -> str:
    """What a schema allows, in a few words.

    >>> kind({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]})
    'list of string, or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return ", or ".join(dict.fromkeys(kind(one) for one in schema[name]))
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    return f"{schema.get('type', 'anything')}{' (' + schema['format'] + ')' if 'format' in schema else ''}"
