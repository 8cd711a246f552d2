"""`troth assess`: damage with honest uncertainty, from a file of assets."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troth.records.errors import ProblemsError

from .cli_assess_case import of_case, tell_left_out
from .documents_assess import AssessAssumption, AssessCause, AssessDocument, AssessTotal
from .options import AsJson, unusable
from .report.assess import headline, money
from .report.text import catalog
from .terminal import complain, emit, heading, say, table, working

if TYPE_CHECKING:
    from troth.case.assessing import Assessed
    from troth.case.assumptions import Assumptions
    from troth.case.exposure import ExposureFile

MOST_ROWS = 30
"""Rows of the table in the terminal; the JSON has all."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("assess")(assess)


def assess(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[
        Path,
        typer.Argument(
            metavar="CASE|FILE",
            help="A case with an assess.toml, or assets in Parquet, GeoParquet or CSV (a folder of Parquet files, too).",
            show_default=False,
        ),
    ],
    *,
    assume: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Assumptions in TOML: ratios, factors, a classifier's accuracy, rates."
        ),
    ] = None,
    costs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Unit costs in CSV, for assets without a value: taxonomy, unit, cost_low, cost_high, source.",
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave rows out that cannot be used, and say how many.")
    ] = False,
    check_ids: Annotated[
        bool, typer.Option("--check-ids", help="Look for ids that stand twice in a file of any size.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes; the result is the same for any number.")
    ] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The scheduler of a Dask cluster (extra cluster).")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all draws.")] = 0,
    json: AsJson = False,
) -> None:
    """Assess the damage of a portfolio of assets: by sector, by region and in all, with what is not known."""
    # here and not above: scipy takes a second to load, which no other command should pay
    from troth.case.assessing import assess_file
    from troth.case.assumptions import read_assumptions
    from troth.case.executors import executor

    if file.is_dir() and (file / "case.toml").exists():
        for option, given in (("--assume", assume), ("--costs", costs), ("--cluster", cluster)):
            if given is not None:
                raise _of_a_case(option)
        of_case(file, json=json, skip_bad=skip_bad)
        return
    if file.is_dir() and not any(file.rglob("*.parquet")):
        remedy = "name a case, a file, or a folder with Parquet files"
        raise unusable(
            at=str(file),
            found="a folder without a case.toml or a Parquet file",
            expected="something to assess",
            remedy=remedy,
        )
    assumptions = read_assumptions(assume)
    with working("assessing"):
        read = _opened(file, assumptions, costs, skip_bad=skip_bad)
        found = assess_file(read, assumptions, executor(workers, cluster), seed=seed, check_ids=check_ids)
    assumptions = replace(assumptions, currency=read.account)
    if json:
        emit(document(file.name, read, found, assumptions).model_dump_json(indent=1))
    else:
        _tell(file.name, read, found, assumptions)
    tell_left_out(found.left_out, found.rows, found.used)
    if read.lost:
        complain(
            f"{len(read.lost)} of {len(read.lost) + len(read.parts)} files were left out; how many rows they hold is not known"
        )


def _of_a_case(option: str) -> ProblemsError:
    return unusable(
        at=option,
        found="a case",
        expected="a file of assets",
        remedy="a case says it in its assess.toml and in tables/unit_costs.csv",
    )


def _opened(file: Path, assumptions: "Assumptions", costs: Path | None, *, skip_bad: bool) -> "ExposureFile":
    from troth.case.exposure import ExposureFile, has_sizes
    from troth.case.exposure_faults import Rules
    from troth.case.unit_costs import costs_of_file

    known, rates, account = assumptions.known, assumptions.rates, assumptions.currency
    if costs is None:
        return ExposureFile(file, Rules(known, rates, account), skip_bad=skip_bad)
    priced, account = costs_of_file(costs, assumptions, sizes=not has_sizes(file))
    return ExposureFile(file, Rules(known, rates, account, priced), skip_bad=skip_bad)


def told_of(file: "ExposureFile", assumptions: "Assumptions") -> list[tuple[str, str, str]]:
    """Unit costs and every other assumption: what, figure, source."""
    from troth.case.unit_costs import told_cost

    costs = sorted(file.rules.costs.values(), key=lambda cost: cost.taxonomy)
    return [
        *(told_cost(cost, assumptions.currency, sizes=not file.sized) for cost in costs),
        *assumptions.told(),
    ]


def document(
    name: str, file: "ExposureFile", found: "Assessed", assumptions: "Assumptions"
) -> AssessDocument:
    """An assessment as it is printed."""
    told = told_of(file, assumptions)
    sources = sorted({source for _, _, source in told if source})
    return AssessDocument(
        case=name,
        headline=headline(_tables(found, assumptions), catalog("en")),
        totals=[
            AssessTotal(
                measure="damage",
                sector=row.sector,
                region=row.region,
                currency=assumptions.currency or None,
                mean=row.mean,
                sd=row.sd,
                q05=row.q05,
                q50=row.q50,
                q95=row.q95,
            )
            for row in found.estimate.rows
        ],
        because=[name, *sources],
        rows=found.rows,
        rows_used=found.used,
        replacement=found.replacement,
        price_year=assumptions.price_year,
        classes=found.classes,
        causes=[AssessCause(cause=cause, share=share) for cause, share in found.estimate.causes.items()],
        exceedance=list(found.estimate.exceedance),
        assumptions=[
            AssessAssumption(what=what, figure=figure, source=source) for what, figure, source in told
        ],
        left_out=[problem.text() for problem in found.left_out],
        ids_checked=found.ids_checked,
    )


def _tables(found: "Assessed", assumptions: "Assumptions") -> dict[str, list[dict[str, object]]]:
    """What the sentence at the top is made of."""
    total = found.estimate.total
    ends = {"mean": total.mean, "q05": total.q05, "q95": total.q95}
    return {
        "damage": [{**ends, "currency": assumptions.currency, "price_year": assumptions.price_year}],
        "assess_causes": [{"cause": cause, "share": share} for cause, share in found.estimate.causes.items()],
    }


def _tell(name: str, file: "ExposureFile", found: "Assessed", assumptions: "Assumptions") -> None:
    texts = catalog("en")

    def short(amount: float) -> str:
        return money(amount, texts)

    heading(f"{name}: {found.used:,} assets, of {short(found.replacement)} {assumptions.currency}".rstrip())
    say(headline(_tables(found, assumptions), texts))
    rows = [row for row in found.estimate.rows[1:] if row.sector is None or row.region is None]
    shown = sorted(rows, key=lambda row: (row.sector is None, -row.mean))[:MOST_ROWS]
    table(
        ("sector", "region", "mean", "5 %", "95 %"),
        [
            (row.sector or "all", row.region or "all", short(row.mean), short(row.q05), short(row.q95))
            for row in shown
        ],
    )
    if len(rows) > len(shown):
        say(f"and {len(rows) - len(shown)} more rows: --json")
    heading("What would narrow this most")
    table(
        ("cause", "share of the variance"),
        [(cause, f"{share:.1%}") for cause, share in found.estimate.causes.items()],
    )
    heading("What is assumed")
    table(("what", "figure", "source"), told_of(file, assumptions))
