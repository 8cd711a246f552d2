"""`troth assess CASE`: the assessment of a case without its other steps."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.records.errors import Problem

from .documents_assess import (
    AssessAssumption,
    AssessCause,
    AssessDocument,
    AssessPublished,
    AssessService,
    AssessShortage,
    AssessTotal,
)
from .options import read_case, unusable
from .report.assess import headline, money, needed
from .report.text import catalog
from .terminal import complain, emit, heading, say, table, working

if TYPE_CHECKING:
    from troth.case.assess_step import CaseAssessed

Rows = Sequence[Mapping[str, Any]]
SERVICE = ("service", "region", "people", "without", "because")
"""What is told of a service; what it depends on is for `plan`."""


def of_case(path: Path, *, json: bool, skip_bad: bool = False) -> None:
    """Assess a case and print what came of it."""
    from troth.case.assess_counts import COSTS, COUNTS  # noqa: PLC0415 - scipy takes a second to load
    from troth.case.assess_step import assess_case, tables_of  # noqa: PLC0415 - as above

    case = read_case(path, skip_bad=skip_bad)
    if case.assessment is None:
        raise unusable(
            at=str(path),
            found="a case without an assess.toml",
            expected="a case that says what was hit",
            remedy="add assess.toml and its tables; see docs/handbook/assessing.md",
        )
    with working("assessing"):
        seed = case.settings.seed if isinstance(case.settings.seed, int) else 0
        try:
            found = assess_case(case.assessment, seed=seed)
        except ValueError as error:
            raise unusable(
                at=str(path), found=str(error), expected="tables that fit together", remedy="correct them"
            ) from None
    tables = tables_of(case.assessment, found)
    if json:
        told = [warning.text() for warning in case.warnings if warning.file in {COUNTS, COSTS}]
        emit(_document(case.id, tables, found, told).model_dump_json(indent=1))
    else:
        _tell(case.title, tables)
    tell_left_out(found.left_out, found.rows, found.used)


def tell_left_out(left_out: Sequence[Problem], rows: int, used: int) -> None:
    """Say on stderr which rows were left out, and what share of all they are."""
    for problem in left_out:
        complain(f"left out: {problem.text()}")
    if used < rows:
        complain(
            f"{rows - used:,} of {rows:,} rows ({1 - used / rows:.2%}) could not be used and were left out"
        )


def _document(
    name: str, tables: Mapping[str, Rows], found: "CaseAssessed", told: Sequence[str]
) -> AssessDocument:
    return AssessDocument(
        case=name,
        headline=headline(tables, catalog("en")),
        totals=[
            *(_total("damage", row, region=row["region"]) for row in tables["damage"]),
            *(_total("losses", row, component=row["component"]) for row in tables["losses"]),
            *(
                _total("needs", row, component=row["component"], phase=row["phase"], met=row["met"])
                for row in tables["needs"]
            ),
        ],
        because=sorted(
            {
                source
                for rows in ("damage", "losses", "needs")
                for row in tables[rows]
                for source in row["because"]
            }
        ),
        rows=found.rows,
        rows_used=found.used,
        left_out=[*told, *(problem.text() for problem in found.left_out)],
        replacement=found.replacement,
        price_year=tables["damage"][0]["price_year"],
        causes=[AssessCause(**row) for row in tables["assess_causes"]],
        exceedance=list(found.damage.exceedance),
        assumptions=[AssessAssumption(**row) for row in tables["assess_assumptions"]],
        published=[AssessPublished(**row) for row in tables["assess_published"]],
        services=[AssessService(**{name: row[name] for name in SERVICE}) for row in tables["services"]],
        shortages=[AssessShortage(**row) for row in tables["shortages"]],
    )


def _total(measure: str, row: Mapping[str, Any], **more: Any) -> AssessTotal:  # noqa: ANN401 - cells of a table
    spread = {name: row[name] for name in ("sector", "mean", "sd", "q05", "q50", "q95")}
    return AssessTotal(
        measure=measure, currency=row["currency"] or None, **{"region": None, **more, **spread}
    )


def _tell(title: str, tables: Mapping[str, Rows]) -> None:
    texts = catalog("en")

    def figures(row: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(money(float(row[name]), texts) for name in ("mean", "q05", "q95"))

    damage = tables["damage"]
    heading(title)
    say(" ".join(one for one in (headline(tables, texts), needed(tables, texts)) if one))
    heading(f"Damage, {damage[0]['currency']}")
    rows = [row for row in damage if row["sector"] is None or row["region"] is None]
    table(
        ("sector", "region", "mean", "5 %", "95 %"),
        [(row["sector"] or "all", row["region"] or "all", *figures(row)) for row in rows],
    )
    for name, columns in (("losses", ("sector", "component")), ("needs", ("sector", "component", "phase"))):
        if tables[name]:
            heading(name.capitalize())
            table(
                (*columns, "mean", "5 %", "95 %"),
                [(*(str(row[column] or "all") for column in columns), *figures(row)) for row in tables[name]],
            )
    _tell_people(tables)
    if tables["assess_published"]:
        _tell_published(tables["assess_published"])
    heading("What would narrow this most")
    table(
        ("cause", "share of the variance"),
        [(row["cause"], f"{row['share']:.0%}") for row in tables["assess_causes"]],
    )
    say(
        f"{len(tables['assess_assumptions'])} assumptions, each with its source: --json, or the report of `troth run`"
    )


def _tell_people(tables: Mapping[str, Rows]) -> None:
    if tables["services"]:
        heading("People without a service")
        table(
            ("service", "region", "people it served", "without it"),
            [
                (row["service"], row["region"], f"{row['people']:,.0f}", f"{row['without']:,.0f}")
                for row in tables["services"]
            ],
        )
    if tables["shortages"]:
        heading("Missing in a day, by the minimum standards (Sphere)")
        table(
            ("region", "commodity", "from", "to", "unit"),
            [
                (row["zone"], row["commodity"], f"{row['low']:,.0f}", f"{row['high']:,.0f}", row["unit"])
                for row in tables["shortages"]
            ],
        )


def _tell_published(rows: Rows) -> None:
    texts = catalog("en")
    heading("What others published")
    table(
        ("measure", "sector", "by", "theirs", "do they meet?"),
        [
            (
                row["measure"],
                row["sector"] or "all",
                f"{row['by']}, {row['as_of']}",
                money(row["low"], texts),
                _meets(row),
            )
            for row in rows
        ],
    )


def _meets(row: Mapping[str, Any]) -> str:
    return {True: "yes", False: "no", None: "not assessed here"}[row["agrees"]]
