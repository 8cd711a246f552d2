"""The steps of a case: each takes a picture and gives tables; what one engine needs of another passes through here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import DecimalException
from typing import Any, Protocol

from troth.monitor import (
    Problem,
    ProofCheck,
    Result,
    check,
    check_outlook,
    check_proofs,
    incidents,
    outlook,
    settle,
    settling_times,
)
from troth.records.errors import TrothError
from troth.records.evidence import Evidence
from troth.records.outlook import Outlook
from troth.records.verdict import AgreementStatus, Verdict

from .assess_step import assess_case, tables_of
from .claims import claim_row
from .model import Case
from .networks_step import networks_tables
from .picture import Picture, is_known
from .plan_step import step_tables
from .statements import opens
from .supply_runs import wish_of
from .supply_step import step_tables as supply_step
from .watched import watched

Rows = list[dict[str, Any]]
NO_PROOFS = ProofCheck()


class StepError(TrothError):
    """A step cannot be run on this case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the steps found."""

    verdicts: tuple[Verdict, ...] = ()
    agreements: tuple[AgreementStatus, ...] = ()
    outlook: tuple[Outlook, ...] = ()
    """What the undecided terms, days and events still ask for."""
    disagreements: tuple[str, ...] = ()
    """Where an independent check of a result came to another answer; none: it was verified."""
    proofs: ProofCheck = NO_PROOFS
    """What the check of the proofs found; where it was wrong is also among the disagreements."""
    ran: tuple[str, ...] = ()
    tables: Mapping[str, Rows] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    """What later steps may rest on beside the picture's own evidence."""


def problem_of(case: Case, picture: Picture) -> Problem:
    """The monitor's input, by the case's settings."""
    stated = case.settings.steps.get("monitor", {}).get("settling") == "stated"
    return picture.problem(case.owner, settling="stated" if stated else "estimate")


def _monitor(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    problem = problem_of(case, picture)
    try:
        result: Result = settle(problem, explain=explain)
        proofs = check_proofs(problem, result)
        ahead = (
            outlook(problem, result) if problem.at is None else ()
        )  # of an earlier time nothing lies ahead
        disagreements = (*check(problem, result), *proofs.wrong)
        if problem.at is None:
            disagreements += check_outlook(problem, result, ahead)
    except (OverflowError, DecimalException) as error:  # many rows may add up to what no single one may say
        msg = f"monitor: the numbers or times of this case add up to more than can be counted ({error}); correct the largest"
        raise StepError(msg) from None
    tables = {
        "verdicts": [verdict.model_dump(mode="python") for verdict in result.verdicts],
        "agreements": [
            {**status.model_dump(mode="python"), "title": problem.agreement_of[status.agreement].title}
            for status in result.agreements
        ],
        "outlook": [one.model_dump(mode="python") for one in ahead],
        "settling": [asdict(one) for one in settling_times(problem.items, problem.sources)],
    }
    return Outcome(
        verdicts=result.verdicts, agreements=result.agreements, outlook=ahead, disagreements=disagreements,
        proofs=proofs, tables=tables,
    )  # fmt: skip


def _incidents(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    del explain  # every finding of this step names what it rests on
    problem = incidents.Problem(
        incidents=picture.incidents, steps=picture.steps, panels=picture.panels, parties=picture.parties,
        terms=picture.terms, agreements=picture.agreements, as_of=picture.as_of,
    )  # fmt: skip
    result = incidents.settle(problem)
    tables, disagreements = watched(case, picture)
    return Outcome(
        disagreements=(*incidents.check(problem, result), *disagreements),
        tables={
            "incidents": [finding.model_dump(mode="python") for finding in result.findings],
            "gates": [gate.model_dump(mode="python") for gate in result.gates],
            **tables,
        },
        evidence=result.evidence,
    )


def _read(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    """What the documents say that the viewer sees, and what people decided of it; terms and evidence come of it on loading."""
    del explain  # every claim carries its words
    known = [
        one
        for one in case.claims
        if is_known(one.source, picture.as_of) and opens(one.label, case, picture.viewer, picture.as_of)
    ]
    return Outcome(tables={"claims": [claim_row(one, picture.as_of) for one in known]})


def _assess(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    """Damage, losses and needs: of what the case's tables say, whoever looks."""
    del picture, explain
    if case.assessment is None:
        msg = "assess: the case has no assess.toml; docs/handbook/assessing.md has an example"
        raise StepError(msg)
    try:
        found = assess_case(
            case.assessment, seed=case.settings.seed if isinstance(case.settings.seed, int) else 0
        )
    except ValueError as error:
        msg = f"assess: {error}"
        raise StepError(msg) from None
    return Outcome(tables=tables_of(case.assessment, found))


def _plan(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    """What is to be rebuilt first: of what the case's tables say, whoever looks."""
    del picture, explain
    if case.planning is None:
        msg = "plan: the case has no plan.toml; docs/handbook/planning.md has an example"
        raise StepError(msg)
    seed = case.settings.seed if isinstance(case.settings.seed, int) else 0
    tables, disagreements = step_tables(case.planning, seed=seed)
    return Outcome(tables=dict(tables), disagreements=disagreements)


def _networks(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    """Which lines to mend first: of what the case's tables say, whoever looks."""
    del picture, explain
    if case.repairing is None:
        msg = "networks: the case has no networks.toml; docs/handbook/planning.md has an example"
        raise StepError(msg)
    tables, disagreements = networks_tables(case.repairing)
    return Outcome(tables=dict(tables), disagreements=disagreements)


def _supply(case: Case, picture: Picture, *, explain: bool) -> Outcome:
    """What gets through the crossings: of what the case's tables say, whoever looks."""
    del picture, explain
    if case.supplying is None:
        msg = "supply: the case has no supply.toml; docs/handbook/supplying.md has an example"
        raise StepError(msg)
    seed = case.settings.seed if isinstance(case.settings.seed, int) else 0
    tables, disagreements = supply_step(case.supplying, wish_of(case.supplying, seed=seed))
    return Outcome(tables=dict(tables), disagreements=disagreements)


class Runner(Protocol):
    """A step of a case: a picture in, its findings out."""

    def __call__(self, case: Case, picture: Picture, *, explain: bool) -> Outcome:
        """Run the step; without `explain` it says what is so and not why."""
        ...


RUNNERS: Mapping[str, Runner] = {
    "read": _read,
    "incidents": _incidents,
    "monitor": _monitor,
    "assess": _assess,
    "supply": _supply,
    "plan": _plan,
    "networks": _networks,
}
"""How each step of `troth.case.settings.STEPS` is run."""


def run_steps(case: Case, picture: Picture, *, explain: bool = True) -> Outcome:
    """Run the case's steps in their order on one picture.

    Parameters
    ----------
    explain
        Also say since when each verdict stands, what proves it and what would change it.
    """
    found = Outcome(tables={"verdicts": [], "agreements": [], "outlook": [], "settling": []})
    for name in case.settings.steps:
        step = RUNNERS[name](case, picture.joined_by(found.evidence), explain=explain)
        found = Outcome(
            verdicts=(*found.verdicts, *step.verdicts),
            agreements=(*found.agreements, *step.agreements),
            outlook=(*found.outlook, *step.outlook),
            disagreements=(*found.disagreements, *(f"{name}: {one}" for one in step.disagreements)),
            proofs=step.proofs if step.proofs.checked else found.proofs,
            ran=(*found.ran, name),
            tables={**found.tables, **step.tables},
            evidence=(*found.evidence, *step.evidence),
        )
    return found
