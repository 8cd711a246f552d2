r"""OC4IDS 0.9.5: the Open Contracting for Infrastructure Data Standard, project by project.

A package is read, checked and written one project at a time, so that a file of gigabytes takes the memory of one project.
Amounts are exact. What is read of a project is in `oc4ids_records`: who pays how much for what, where and when, but no
person. Each problem says its place as a JSON path, such as ``projects/3/budget/amount/currency``.

Source of the format: https://standard.open-contracting.org/infrastructure/0.9/en/ (schema and codelists: `oc4ids_0_9_5/NOTICE.md`).

>>> import io
>>> text = b'{"projects": [{"id": "a", "budget": {"amount": {"amount": 1.20, "currency": "EUR"}}}]}'
>>> [(project.id, project.budget.amount.amount) for project in read(io.BytesIO(text))]
[('a', Decimal('1.20'))]
>>> [problem.field for problem in check(io.BytesIO(text))]
['uri', 'publisher', 'publishedDate', 'version']
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from pydantic import ValidationError

from troth.records.errors import Problem, ProblemsError

from .json_stream import END, Element, MalformedError, elements
from .oc4ids_records import Package, Part, Project, members
from .oc4ids_schema import PACKAGE, Broken, Path, broken

PROJECTS = "projects"
_PACKAGED = "an OC4IDS package: an object with `projects`, a list"


@dataclass(frozen=True, slots=True)
class Examined:
    """A project of a file, or a place of the file that is none."""

    project: Project | None
    """None where it cannot be used."""
    line: int = 1
    number: int | None = None
    """In the list of projects, from 0, good or not; None: what is meant stands around them."""
    problems: tuple[Problem, ...] = ()
    """What breaks the standard; where there is a project, none of it concerns what is read of it."""
    warnings: tuple[Problem, ...] = ()
    """What should be looked at."""


def read(stream: BinaryIO) -> Iterator[Project]:
    """The projects of a package or of a bare list, one after the other.

    Raises
    ------
    ProblemsError
        At the first one that cannot be read; `check` tells of all of them, and `rows` gives what is good beside them.
    """
    for found in rows(stream):
        if isinstance(found, Problem):
            raise ProblemsError([found])
        yield found


def rows(stream: BinaryIO) -> Iterator[Project | Problem]:
    """Every project in order, or why it cannot be read."""
    for one in examined(stream, schema=False):
        if one.project is not None:
            yield one.project
        else:
            yield from one.problems


def check(stream: BinaryIO) -> Iterator[Problem]:
    """Everything that breaks OC4IDS 0.9.5, in the order of the file; warnings are marked as such."""
    for one in examined(stream):
        yield from one.problems
        yield from one.warnings


def write(records: Iterable[Project], stream: BinaryIO, *, package: Package | None = None) -> None:
    """Write projects, one to a line.

    Parameters
    ----------
    records
        The projects.
    stream
        Where to.
    package
        What stands around them. Without it a bare list is written, which `read` takes, and which is no package: who
        publishes it, and when, is not made up.
    """
    around = None if package is None else {**members(package), "version": package.version}
    head = "[\n" if around is None else f'{_json(around)[:-1]},"{PROJECTS}":[\n'
    stream.write(head.encode())
    stream.writelines(
        f"{',' if number else ''}{_json(members(project))}\n".encode()
        for number, project in enumerate(records)
    )
    stream.write(b"]\n" if package is None else b"]}\n")


def examined(stream: BinaryIO, *, schema: bool = True) -> Iterator[Examined]:
    """Every project of a file with what is wrong with it, and what is wrong around them.

    Parameters
    ----------
    stream
        The file.
    schema
        Hold everything against the standard, also what is not read; without, only what is read is looked at.
    """
    seen = _Seen(str(getattr(stream, "name", "OC4IDS")), schema=schema)
    try:
        for element in elements(stream, PROJECTS):
            if element.number is None or element.number == END:
                seen.member(element)
            else:
                yield seen.entry(element)
    except MalformedError as error:
        problem = Problem(
            file=seen.name, line=error.line, found=error.found, expected=error.expected,
            remedy="correct it there; what follows was not read",
        )  # fmt: skip
        yield Examined(None, error.line, problems=(problem,))
        return
    yield from seen.package()


@dataclass(slots=True)
class _Seen:
    """What was seen of a file so far."""

    name: str
    schema: bool
    ids: dict[str, int] = field(default_factory=dict)
    around: dict[str, Any] = field(default_factory=dict)
    bare: bool = False
    projects: int | None = None
    """How many, once their list has ended; None: there was no list."""

    def member(self, element: Element) -> None:
        if element.number == END:
            self.projects, self.bare = element.value, element.key == ""
        else:
            self.around[element.key] = element.value

    def entry(self, element: Element) -> Examined:
        number = element.number or 0
        path: Path = (PROJECTS, number) if element.key else (number,)
        problems: list[Problem] = []
        warnings: list[Problem] = []
        for one in broken(element.value, path=path) if self.schema else ():
            told = self._problem(
                one.path, element.line, one.found, one.expected, one.remedy, warning=one.allowed
            )
            (warnings if one.allowed else problems).append(told)
        project = _made(element.value)
        if not isinstance(project, Project):
            own = [
                self._problem((*path, *one.path), element.line, one.found, one.expected, one.remedy)
                for one in project
            ]
            known = {problem.field for problem in problems}
            problems += [problem for problem in own if problem.field not in known]
            return Examined(
                None, element.line, number=number, problems=tuple(problems), warnings=tuple(warnings)
            )
        if (twice := self.ids.setdefault(project.id, number)) != number:
            remedy = "give each project its own id, or take one of the two out"
            problems.append(
                self._problem(
                    (*path, "id"), element.line, f"{project.id}, as in entry {twice}", "each id once", remedy
                )
            )
            return Examined(
                None, element.line, number=number, problems=tuple(problems), warnings=tuple(warnings)
            )
        warnings += self._strangers(project, path, element.line)
        return Examined(
            project, element.line, number=number, problems=tuple(problems), warnings=tuple(warnings)
        )

    def _strangers(self, project: Project, path: Path, line: int) -> Iterator[Problem]:
        """Organisations that are named and that `parties` does not know."""
        known = {party.id for party in project.parties}
        for at, one in project.references() if self.schema else ():
            if one.id is not None and one.id not in known:
                yield self._problem(
                    (*path, *at, "id"),
                    line,
                    one.id,
                    "the id of one of its parties",
                    "add it to `parties`",
                    warning=True,
                )

    def package(self) -> Iterator[Examined]:
        """What stands around the projects: whether there were any, and, where the standard is asked, all the rest."""
        if self.projects is None:
            found = ", ".join(self.around)[:120] or "an empty object"
            problem = self._problem(
                (), None, found, _PACKAGED, "export it as OC4IDS; a single project goes into such a list"
            )
            yield Examined(None, problems=(problem,))
        elif self.bare and self.schema:
            problem = self._problem(
                (),
                1,
                "a list of projects",
                _PACKAGED,
                "say who publishes it: add uri, publisher, publishedDate, version",
            )
            yield Examined(None, problems=(problem,))
        elif self.schema:
            stand_in = {**self.around, PROJECTS: [None] * min(1, self.projects)}
            for one in broken(stand_in, PACKAGE):
                yield Examined(
                    None, problems=(self._problem(one.path, None, one.found, one.expected, one.remedy),)
                )

    def _problem(
        self, path: Path, line: int | None, found: str | None, expected: str, remedy: str, *, warning: bool = False
    ) -> Problem:  # fmt: skip
        return Problem(
            file=self.name, line=line, field="/".join(str(part) for part in path) or None, found=found, expected=expected,
            remedy=remedy, level="warning" if warning else "error",
        )  # fmt: skip


def _made(value: object) -> Project | list[Broken]:
    """A project, or every reason why it is none."""
    if not isinstance(value, dict):
        return [Broken((), "something else", "an object", "write a project with at least an id")]
    try:
        return Project.model_validate(value)
    except ValidationError as error:
        return [_fault(dict(one)) for one in error.errors(include_url=False)]


def _fault(one: dict[str, Any]) -> Broken:
    path, value = tuple(one["loc"]), one["input"]
    if one["type"] == "missing":
        return Broken(path, None, "a value", f"add `{path[-1]}`")
    found = (
        "an object"
        if isinstance(value, dict | Part)
        else "a list"
        if isinstance(value, list)
        else str(value)[:60]
    )
    if one["type"] == "value_error":
        expected, _, remedy = str(one["ctx"]["error"]).partition("; ")
        return Broken(path, found, expected, remedy or "correct it")
    return Broken(path, found, str(one["msg"]).removeprefix("Input should be "), "correct it")


def _json(value: object) -> str:
    """JSON with exact numbers: the standard library writes no `Decimal`."""
    match value:
        case dict():
            return "{" + ",".join(f"{_json(name)}:{_json(inner)}" for name, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(_json(inner) for inner in value) + "]"
        case Decimal():
            return format(value, "f")
        case datetime():
            return json.dumps(value.isoformat().replace("+00:00", "Z"))
        case _:
            return json.dumps(value, ensure_ascii=False)
