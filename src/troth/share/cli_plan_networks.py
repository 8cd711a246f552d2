"""`troth plan CASE` of a case whose networks are to be repaired."""

from collections.abc import Mapping, Sequence
from typing import Any

from troth.case import Case

from .documents_networks import (
    NetworksBaseline,
    NetworksDocument,
    NetworksFault,
    NetworksLeft,
    NetworksRepair,
    NetworksService,
)
from .terminal import complain, emit, heading, say, table, working

Rows = Sequence[Mapping[str, Any]]


def of_networks(case: Case, *, json: bool) -> None:
    """Plan the repairs of a case and print what came of it."""
    from troth.case.networks_step import networks_tables  # noqa: PLC0415 - highspy takes its time to load

    if case.repairing is None:  # pragma: no cover - the caller has looked
        raise AssertionError
    with working("planning"):
        tables, _ = networks_tables(case.repairing)
    document = networks_document(case.id, tables)
    if json:
        emit(document.model_dump_json(indent=1))
    else:
        _tell(case.title, document)
    for fault in document.faults:
        complain(f"{', '.join(fault.ids)}: {fault.what}")


def networks_document(case: str, tables: Mapping[str, Rows]) -> NetworksDocument:
    """Write the document from the tables of the step."""
    summary = dict(tables["networks_summary"][0])
    proven, checked = summary.pop("proven"), summary["checked"]
    myopic, _ = summary.pop("myopic"), summary.pop("people")
    repairs = tables["networks_repairs"]
    share = myopic / summary["objective"] if summary["objective"] else None
    return NetworksDocument(
        case=case,
        status="invalid" if not checked else "optimal" if proven else "feasible",
        **summary,
        schedule=[
            NetworksRepair(
                project=row["element"], network=row["network"], kind=row["kind"], mode=0, start=row["period"], finish=row["period"] + 1,
                funding={}, cost=row["cost"], myopic=row["myopic"], because=row["because"],
            )
            for row in repairs
            if row["period"] is not None
        ],
        left_out=[
            NetworksLeft(project=row["element"], network=row["network"], kind=row["kind"], myopic=row["myopic"], because=row["because"])
            for row in repairs
            if row["period"] is None
        ],
        service=[NetworksService(**{**row, "period": row["period"] - 1}, date=None) for row in tables["networks_curve"]],
        baselines=[NetworksBaseline(name="myopic", objective=myopic, share=share)],
        faults=[NetworksFault(**row) for row in tables["networks_faults"]],
        because=sorted({source for row in repairs for source in row["because"]}),
    )  # fmt: skip


def _tell(title: str, made: NetworksDocument) -> None:
    heading(title)
    known = "no bound is known" if made.gap is None else f"at most {made.gap:.2%} below the best there is"
    say(f"{made.objective:,.0f} people served times {made.period}s: {made.gain:+.2%} beside the myopic course; {known}")  # fmt: skip
    say(f"{len(made.schedule)} of {made.damaged} damaged elements are repaired in {made.periods} {made.period}s, {made.resources} in each")  # fmt: skip
    table(
        (made.period, "element", "network", "what", "myopic"),
        [
            (str(one.start + 1), one.project, one.network, one.kind, "not within" if one.myopic is None else str(one.myopic + 1))
            for one in made.schedule
        ],
    )  # fmt: skip
    heading("People served")
    networks = list(dict.fromkeys(row.network for row in made.service))
    by = {(row.period, row.network): row for row in made.service}
    table(
        (made.period, *networks, "all", "myopic"),
        [
            (
                "before" if period < 0 else str(period + 1),
                *(f"{by[period, name].people:,.0f}" for name in networks),
                f"{sum(by[period, name].people for name in networks):,.0f}",
                f"{sum(by[period, name].myopic for name in networks):,.0f}",
            )
            for period in range(-1, made.periods)
        ],
    )
