"""What the workflow of incidents is given: incidents, the steps that were taken on them, and the panels that decide."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from graphlib import CycleError

from troth.monitor.problem import NOBODY, Names, ProblemError
from troth.records.incident import Action, Incident, IncidentStep, Panel
from troth.records.moment import Precision
from troth.records.party import Party
from troth.records.standing import Links, no_longer_said
from troth.records.term import Agreement, Term

ORDER = tuple(Action)
"""The order in which the actions of one day follow each other where their hours are not known."""
_ROUGH = {Precision.DAY, Precision.MONTH, Precision.YEAR}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything that findings on incidents may rest on.

    Steps that are recorded after `as_of` are passed over, and so are those that a step known by then corrects or takes
    back.
    """

    incidents: tuple[Incident, ...]
    steps: tuple[IncidentStep, ...] = ()
    panels: tuple[Panel, ...] = ()
    parties: tuple[Party, ...] = ()
    terms: tuple[Term, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    as_of: datetime

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            msg = f"as_of {self.as_of.isoformat()} has no time zone; write it with an offset, as 2023-11-26T12:00+02:00"
            raise ProblemError(msg)
        for what, ids in (
            ("incident", [one.id for one in self.incidents]),
            ("panel", [one.id for one in self.panels]),
        ):
            if twice := [one for one, times in Counter(ids).items() if times > 1]:
                msg = f"{what} {twice[0]!r} stands twice; give each its own id"
                raise ProblemError(msg)
        self._one_step_per_id()

    def _one_step_per_id(self) -> None:
        seen: dict[str, IncidentStep] = {}
        for step in self.steps:
            if seen.setdefault(step.id, step) != step:
                msg = f"step {step.id!r} stands twice with different content; a correction is a step of its own that supersedes"
                raise ProblemError(msg)

    @cached_property
    def names(self) -> Names:
        """Who is who."""
        return Names(self.parties)

    @cached_property
    def panel_of(self) -> Mapping[str, Panel]:
        """Panels by id."""
        return {panel.id: panel for panel in self.panels}

    def party(self, name: str) -> str:
        """The top-level party that a name stands for; empty for nobody."""
        return "" if name.casefold().strip() in NOBODY else self.names.root(name)

    @cached_property
    def adverse(self) -> Mapping[str, frozenset[str]]:
        """By term, the parties whose word against its obligors is a charge: the other parties, and the beneficiaries.

        The word of anybody else is context until a panel has decided.
        """
        bound = {agreement.id: agreement.parties for agreement in self.agreements}
        return {
            term.id: frozenset(
                self.party(name) for name in (*bound.get(term.agreement, ()), *term.beneficiary)
            )
            - frozenset(self.party(name) for name in term.obligor)
            for term in self.terms
        }

    @cached_property
    def known(self) -> tuple[IncidentStep, ...]:
        """Steps in force at `as_of`, each once; the order in which they were given means nothing."""
        told = {
            step.id: step for step in self.steps if step.recorded_at is None or step.recorded_at <= self.as_of
        }
        links = {
            step.id: Links((step.supersedes,) if step.supersedes else (), step.retracts)
            for step in told.values()
        }
        try:
            gone = no_longer_said(links)
        except CycleError as error:
            msg = f"steps take each other back in a circle: {', '.join(error.args[1])}; take one of the references out"
            raise ProblemError(msg) from None
        return tuple(told[name] for name in sorted(told) if name not in gone and told[name].retracts is None)

    @cached_property
    def chains(self) -> Mapping[str, tuple[IncidentStep, ...]]:
        """The known steps of each incident in the order in which they were taken.

        By their time; on a day on which the hour of a step is not known, in the order of the workflow.
        """
        steps: dict[str, list[IncidentStep]] = {one.id: [] for one in self.incidents}
        for step in self.known:
            if step.incident in steps:
                steps[step.incident].append(step)
        return {name: _in_order(chain) for name, chain in steps.items()}


def _in_order(chain: list[IncidentStep]) -> tuple[IncidentStep, ...]:
    rough = {_day(step) for step in chain if step.valid_from_precision in _ROUGH}

    def key(step: IncidentStep) -> tuple[date, int, float, int, str]:
        rank = ORDER.index(step.action)
        moment = step.valid_from.timestamp() if step.valid_from is not None else 0.0
        return _day(step), rank if _day(step) in rough else -1, moment, rank, step.id

    return tuple(sorted(chain, key=key))


def _day(step: IncidentStep) -> date:
    return step.valid_from.date() if step.valid_from is not None else date.min
