"""Arguments and options that several commands share, and how their texts are read."""

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from troth import case as cases
from troth.records.errors import Problem, ProblemsError
from troth.records.moment import parse_moment

from .terminal import complain

CasePath = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.", show_default=False)]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="What was known at this time: 2023-11-26T12:00+02:00, or a date, which means the end of that day in the"
        " case's time zone. Unless given: as_of of case.toml.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="How the terms stood at this time, by what is known as of --as-of; not later than that. A date means the end"
        " of that day. Unless given: the same time.",
    ),
]
Viewer = Annotated[
    str | None,
    typer.Option(
        metavar="PARTY", help="As seen by this party, or by public. Unless given: the case's owner."
    ),
]
History = Annotated[
    bool,
    typer.Option(
        "--history", help="Also tell from when on each verdict stood as it did, and what changed it."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Scenario = Annotated[
    str | None, typer.Option(metavar="NAME", help="Apply the changes of [scenarios.NAME] in case.toml.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one value, as in term.T1.target.at_least=40 or plan.crews.builders=12; repeatable.",
    ),
]

Assume = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Also judge as if the rows of this CSV file, with the columns of evidence/*.csv, had been reported, and"
        " show both side by side; repeatable, each file on its own.",
    ),
]


def unusable(*, at: str, found: str, expected: str, remedy: str) -> ProblemsError:
    """One problem with what the user typed."""
    return ProblemsError([Problem(file=at, found=found, expected=expected, remedy=remedy)])


def read_time(text: str | None, zone: tzinfo, option: str = "--as-of") -> datetime | None:
    """The time that an option means: a date is known, and over, at its end."""
    if text is None:
        return None
    try:
        return parse_moment(text, zone).known_from
    except ValueError:
        remedy = "write it as 2023-11-24 or 2023-11-24T07:00+02:00"
        raise unusable(at=option, found=text, expected="a date or time", remedy=remedy) from None


def read_case(
    path: Path, scenario: str | None = None, changes: list[str] | None = None, *, skip_bad: bool = False
) -> cases.Case:
    """Load a case with the changes that the user asks for."""
    overrides = []
    for text in changes or []:
        try:
            overrides.append(cases.parse_override(text))
        except ValueError:
            raise unusable(
                at="--set",
                found=text,
                expected="path=value",
                remedy="write it as in term.T1.target.at_least=40",
            ) from None
    case = cases.load(path, scenario=scenario, overrides=overrides, skip_bad=skip_bad)
    for warning in case.warnings:
        complain(warning.text())
    return case
