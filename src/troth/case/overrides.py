"""Scenarios: named changes to one base case, each a dotted path and its new value.

``as_of`` or ``label.tlp`` changes case.toml; ``term.T1.target.at_least`` changes a term; ``plan.crews.builders`` changes
plan.toml, and so it is for the files of the other steps.
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .folder import Folder
from .problems import closest, did_you_mean, listed
from .tomlfile import Document

FILES = {"plan": "plan.toml", "networks": "networks.toml", "supply": "supply.toml"}
"""By the first word of a path: the file of a step that it changes."""


@dataclass(frozen=True, slots=True)
class Override:
    """One change: where, to what, and where it was written."""

    path: tuple[str, ...]
    value: Any
    file: str = "--set"
    line: int | None = None

    @property
    def text(self) -> str:
        """The change as it is written: ``path=value``."""
        return f"{'.'.join(self.path)}={self.value}"

    @property
    def term(self) -> tuple[str, tuple[str, ...]]:
        """The term that is meant, and the path inside it; both empty where the path is too short for one."""
        match self.path:
            case ("term", name, *keys) if keys:
                return name, tuple(keys)
            case _:
                return "", ()


def parse_override(text: str) -> Override:
    """Read ``path=value`` as the command line gives it; the value is TOML, or else a text.

    >>> parse_override("term.T1.target.at_least=40").value
    40
    """
    path, mark, value = text.partition("=")
    if not mark or not path.strip():
        msg = f"{text!r} is not a change; write it as path=value, as in term.T1.target.at_least=40"
        raise ValueError(msg)
    try:
        parsed = tomllib.loads(f"value = {value}", parse_float=Decimal)["value"]
    except (ValueError, ArithmeticError, RecursionError):
        parsed = value.strip()
    return Override(tuple(part.strip() for part in path.split(".")), parsed)


def scenario_overrides(document: Document, folder: Folder, name: str | None) -> tuple[Override, ...]:
    """The changes of the named scenario; none where no scenario is asked for."""
    scenarios = document.data.get("scenarios", {})
    if not isinstance(scenarios, dict) or not all(isinstance(one, dict) for one in scenarios.values()):
        line = document.lines.of(("scenarios",))
        folder.problems.add(
            document.file,
            line=line,
            field="scenarios",
            expected="tables [scenarios.NAME]",
            remedy="write each scenario as a table of its own",
        )
        return ()
    if name is None:
        return ()
    if name not in scenarios:
        known = f"known scenarios: {listed(scenarios)}" if scenarios else "the case has no scenarios"
        folder.problems.add(
            document.file,
            field="scenarios",
            found=name,
            expected="a known scenario",
            remedy=did_you_mean(name, scenarios, known),
        )
        return ()
    return tuple(
        Override(tuple(path.split(".")), value, document.file, document.lines.of(("scenarios", name, path)))
        for path, value in _flat(scenarios[name])
    )


def _flat(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Dotted paths and values; unquoted dotted keys arrive as tables in tables."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        path = f"{before}.{key}" if before else key
        found += _flat(value, path) if isinstance(value, dict) else [(path, value)]
    return found


def apply_to_case(document: Document, folder: Folder, overrides: Sequence[Override]) -> tuple[Override, ...]:
    """Change case.toml's data; gives back the changes that are meant for terms and for the files of steps."""
    rest = []
    for override in overrides:
        if override.path[0] == "term" or override.path[0] in FILES:
            rest.append(override)
        elif override.path[0] in {"scenarios", "question"}:
            _refuse(
                folder,
                override,
                f"a path of case.toml, term.ID or one of {', '.join(FILES)}",
                "questions and scenarios cannot be changed by a scenario",
            )
        else:
            put(document.data, override.path, override.value)
    return tuple(rest)


def apply_to_file(document: Document, folder: Folder, overrides: Sequence[Override], name: str) -> None:
    """Change the data of a step's file by the changes whose first word is its name."""
    for override in overrides:
        if override.path[0] != name:
            continue
        if len(override.path) == 1:
            _refuse(folder, override, f"{name}.KEY", f"name the key of {FILES[name]} to change")
        else:
            put(document.data, override.path[1:], override.value)


def check_files(folder: Folder, overrides: Sequence[Override]) -> tuple[Override, ...]:
    """Note the changes of files that the case does not have; gives back those that are meant for terms."""
    for override in overrides:
        file = FILES.get(override.path[0])
        if file is not None and not folder.has(file):
            _refuse(
                folder, override, f"a path into a file of the case; it has no {file}", "take the change out"
            )
    return tuple(override for override in overrides if override.path[0] not in FILES)


def apply_to_term(term: dict[str, Any], overrides: Sequence[Override]) -> None:
    """Change one term's data by the changes that name it."""
    for override in overrides:
        name, keys = override.term
        if keys and name == term.get("id"):
            put(term, keys, override.value)


def check_targets(folder: Folder, overrides: Sequence[Override], terms: Collection[str]) -> None:
    """Note the changes that name no term that there is."""
    for override in overrides:
        name, keys = override.term
        if not keys:
            _refuse(
                folder,
                override,
                "term.ID.KEY",
                "name the term and the key to change, as in term.T1.target.at_least",
            )
        elif name not in terms:
            near = closest(name, terms)
            _refuse(
                folder,
                override,
                "a known term",
                f"did you mean {near!r}?" if near else f"known terms: {listed(terms)}",
            )


def put(table: dict[str, Any], path: Sequence[str], value: object) -> None:
    """Set the value at a path, making tables on the way."""
    for part in path[:-1]:
        inner = table.get(part)
        if not isinstance(inner, dict):
            inner = table[part] = {}
        table = inner
    table[path[-1]] = value


def _refuse(folder: Folder, override: Override, expected: str, remedy: str) -> None:
    folder.problems.add(
        override.file, line=override.line, found=".".join(override.path), expected=expected, remedy=remedy
    )
