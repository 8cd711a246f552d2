"""The rules of OC4IDS 0.9.5 held against a value: every place that breaks one, and every code outside an open codelist.

The schema is the standard's own (`oc4ids_0_9_5/NOTICE.md`), in the few keywords of JSON Schema draft 4 that it uses; tests hold
what is found here against a general validator. A number is what JSON calls one: never true or false.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from .json_stream import Members

Path = tuple[str | int, ...]
FOLDER = "oc4ids_0_9_5"
PROJECT = "project.json"
PACKAGE = "package.json"
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]*")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """A place that breaks a rule, or holds a code of its own."""

    path: Path
    found: str | None
    expected: str
    remedy: str
    allowed: bool = False
    """Whether it may stand: an open codelist can be added to."""


@cache
def load(name: str) -> Mapping[str, Any]:
    """A shipped file: `PROJECT`, `PACKAGE` or the codelists."""
    text = files("troth.standards").joinpath(FOLDER, name).read_text(encoding="utf-8")
    return dict(json.loads(text))


def broken(value: object, name: str = PROJECT, path: Path = ()) -> Iterator[Broken]:
    """Every place of a value that breaks a rule of a schema, from the outside in.

    Parameters
    ----------
    value
        As JSON parses it, with its fractions as `Decimal`.
    name
        Of the schema.
    path
        Of the value, to which the places inside are added.

    >>> [(one.path, one.expected) for one in broken({"id": "a", "sector": "health"})]
    [(('sector',), 'a list')]
    """
    schema = load(name)
    yield from _broken(value, schema, schema, path)


def _broken(
    value: object, schema: Mapping[str, Any], root: Mapping[str, Any], path: Path
) -> Iterator[Broken]:
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    if "type" in schema and not _is(value, schema["type"]):
        yield _wrong_type(value, schema["type"], path)
        return
    match value:
        case dict():
            yield from _object(value, schema, root, path)
        case list():
            yield from _list(value, schema, root, path)
        case str():
            yield from _text(value, schema, path)
        case int() | Decimal() if value < schema.get("minimum", value):
            yield Broken(path, str(value), f"at least {schema['minimum']}", "correct it")
        case _:
            pass
    yield from _codes(value, schema, path)


def _is(value: object, types: str | Sequence[str]) -> bool:
    said = (types,) if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in said
    return any(isinstance(value, _TYPES[one]) for one in said)


def _wrong_type(value: object, types: str | Sequence[str], path: Path) -> Broken:
    said = (types,) if isinstance(types, str) else types
    if value is None:
        return Broken(
            path, "null", " or ".join(_WORDS[one] for one in said), "leave it out where nothing is known"
        )
    return Broken(path, _short(value), " or ".join(_WORDS[one] for one in said), "correct it")


def _object(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: Path
) -> Iterator[Broken]:
    if isinstance(value, Members):
        for name in value.twice:
            yield Broken(
                (*path, name), "the name twice", "each name once", "join the two, or rename one of them"
            )
    for name in schema.get("required", ()):
        if name not in value:
            yield Broken((*path, name), None, "a value", f"add `{name}`")
    if len(value) < schema.get("minProperties", 0):
        yield Broken(path, "an empty object", "at least one member", "leave it out where nothing is known")
    properties = schema.get("properties", {})
    for name, inner in value.items():
        if name in properties:
            yield from _broken(inner, properties[name], root, (*path, name))


def _list(
    value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: Path
) -> Iterator[Broken]:
    if len(value) < schema.get("minItems", 0):
        yield Broken(path, "an empty list", "at least one entry", "leave it out where nothing is known")
    if schema.get("uniqueItems"):
        seen: dict[object, int] = {}
        for number, inner in enumerate(value):
            first = seen.setdefault(_same(inner), number)
            if first != number:
                yield Broken(
                    (*path, number),
                    f"the same as entry {first}",
                    "each entry once",
                    "take one of the two out",
                )
    if "items" in schema:
        for number, inner in enumerate(value):
            yield from _broken(inner, schema["items"], root, (*path, number))


def _text(value: str, schema: Mapping[str, Any], path: Path) -> Iterator[Broken]:
    if len(value) < schema.get("minLength", 0):
        yield Broken(path, "an empty text", "at least one character", "leave it out where nothing is known")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield Broken(path, _short(value), f"a text that matches {schema['pattern']}", "correct it")
    if "format" in schema and not good_format(schema["format"], value):
        yield Broken(path, _short(value), *_FORMATS[schema["format"]])


_FORMATS = {
    "date-time": ("a time such as 2016-01-31T00:00:00Z", "write the day, T, the time, and Z or an offset"),
    "uri": ("an address such as https://example.org/x", "write it with its scheme, and spaces as %20"),
    "email": ("an address such as desk@example.org", "correct it"),
}


def good_format(name: str, value: str) -> bool:
    """Whether a text is a time (RFC 3339), an address (RFC 3986) or a mail address.

    >>> good_format("date-time", "2016-02-30T00:00:00Z"), good_format("uri", "example.org")
    (False, False)
    """
    match name:
        case "date-time":
            return _TIME.fullmatch(value) is not None and _exists(value)
        case "uri":
            return _URI.fullmatch(value) is not None and not re.search(r"%(?![0-9A-Fa-f]{2})", value)
        case _:
            return _MAIL.fullmatch(value) is not None


def _exists(time: str) -> bool:
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", time.upper()))
    except ValueError:  # the thirty-first of June, the twenty-fifth hour
        return False
    return True


def _codes(value: object, schema: Mapping[str, Any], path: Path) -> Iterator[Broken]:
    """Codes that a closed codelist lacks (which are wrong) or an open one (which are told)."""
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(schema["enum"][:12]) + (" …" if len(schema["enum"]) > 12 else "")  # noqa: PLR2004 - a dozen
        yield Broken(path, _short(value), f"one of the codes {known}", "write one of these")
    if schema.get("openCodelist") is True:
        known = load("codelists.json")[schema["codelist"]]
        for at, said in ((path, value),) if isinstance(value, str) else _entries(value, path):
            if isinstance(said, str) and said not in known:
                yield Broken(
                    at,
                    said,
                    f"a code of {schema['codelist']}",
                    "use one of the standard's where one fits",
                    allowed=True,
                )


def _entries(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    return (((*path, number), one) for number, one in enumerate(value if isinstance(value, list) else ()))


def _same(value: object) -> object:
    """Something that two values share where JSON Schema calls them equal: 1 is 1.0, and true is not 1."""
    match value:
        case bool():
            return ("truth", value)
        case dict():
            return frozenset((name, _same(inner)) for name, inner in value.items())
        case list():
            return tuple(_same(inner) for inner in value)
        case _:
            return value


def _short(value: object, most: int = 60) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case _:
            text = str(value)
            return text if len(text) <= most else f"{text[: most - 1]}…"
