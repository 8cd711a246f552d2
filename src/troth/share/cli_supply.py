"""`troth supply`: what gets through the crossings, of a case with a supply.toml."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .documents_supply import SupplyDocument
from .options import AsJson, Changes, read_case, unusable
from .report.supply_text import Words
from .report.text import catalog
from .supply_document import supply_document
from .terminal import complain, emit, heading, say, table, working

if TYPE_CHECKING:
    from troth.case.supplying import Supplying

MOST = 12
"""Rows of a table that the terminal shows."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("supply")(supply)


def supply(  # noqa: PLR0913 - one parameter for each option
    case: Annotated[Path, typer.Argument(metavar="CASE", help="A case with a supply.toml.", show_default=False)],
    *,
    policy: Annotated[
        Literal["rolling", "stochastic", "rule"], typer.Option(help="The policy by which everything but the comparison is told.")
    ] = "rolling",
    scenarios: Annotated[
        int | None, typer.Option(metavar="N", min=2, help="Draws of what crossings may do; as supply.toml says unless given.")
    ] = None,
    days: Annotated[int | None, typer.Option(metavar="N", min=1, max=366, help="Days of the plan; as supply.toml says unless given.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; the result is the same for any number.")] = 1,
    scenario: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Also compute this scenario of case.toml, and show it beside; may be given several times.", show_default=False),
    ] = None,
    changes: Changes = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of all draws; the case's own unless given.")] = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Tell what gets through the crossings: what reaches whom, how reliably, which closure hurts most, and whom to send next."""
    from troth.case.supply_runs import wish_of  # noqa: PLC0415 - numba takes a second to load
    from troth.case.supply_step import step_tables  # noqa: PLC0415 - as above

    changed = [*(changes or []), *([f"supply.days={days}"] if days is not None else [])]
    read = read_case(case, changes=changed)
    if read.supplying is None:
        raise unusable(
            at=str(case), found="a case without a supply.toml", expected="a case that says what is to get through which crossings",
            remedy="add supply.toml and its tables; see docs/handbook/supplying.md",
        )  # fmt: skip
    supplying = replace(read.supplying, others=_others(case, scenario, changed)) if scenario else read.supplying  # fmt: skip
    own = read.settings.seed if isinstance(read.settings.seed, int) else 0
    wish = wish_of(supplying, seed=own if seed is None else seed, scenarios=scenarios, workers=workers, policy=policy)  # fmt: skip
    with working("scenarios of the crossings"):
        tables, broken = step_tables(supplying, wish)
    document = supply_document(read.id, tables)
    if json:
        emit(document.model_dump_json(indent=1))
    else:
        _tell(read.title, document, Words.of(tables, catalog("en")))
    for fault in broken[:MOST]:
        complain(f"the independent check: {fault}")


def _others(case: Path, names: list[str], changes: list[str]) -> dict[str, "Supplying"]:
    """The corridors of each scenario, where it has some."""
    read = {name: read_case(case, scenario=name, changes=changes).supplying for name in dict.fromkeys(names)}
    return {name: supplying for name, supplying in read.items() if supplying is not None}


def _tell(title: str, made: SupplyDocument, words: Words) -> None:
    texts = words.texts
    heading(title)
    for line in words.lead():
        say(line)
    for head, rows, columns in _plans(made, words):
        if rows:
            heading(texts(head, unit=words.unit))
            table(columns, rows[:MOST])
            if len(rows) > MOST:
                say(texts("supply.rows", more=str(len(rows) - MOST)))
    for head, rows, columns in _reports(made, words):
        if rows:
            heading(texts(head, unit=words.unit))
            table(columns, rows[:MOST])
            if len(rows) > MOST:
                say(texts("supply.rows", more=str(len(rows) - MOST)))


Block = tuple[str, list[tuple[str, ...]], tuple[str, ...]]


def _plans(made: SupplyDocument, words: Words) -> list[Block]:
    """What is expected: heading, rows, columns."""
    rows = made.model_dump()
    return [
        (f"head.supply.{key}", [cells(row) for row in rows[key]], words.columns(key))
        for key, cells in words.plans.items()
    ]


def _reports(made: SupplyDocument, words: Words) -> list[Block]:
    """What reporters say."""
    rows = made.model_dump()
    return [
        (f"head.supply.{key}", [cells(row) for row in rows[key]], words.columns(key))
        for key, cells in words.reports.items()
    ]
