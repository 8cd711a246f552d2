"""Where an agreement stands: in force, or ended, and how. Running out as agreed is a lapse, not a breach."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from troth.records.evidence import Form
from troth.records.term import Agreement, Term
from troth.records.verdict import AgreementStatus

from .windows import Bounds
from .world import World


def agreement_status(world: World) -> Iterator[AgreementStatus]:
    """One row per agreement, from the windows of its leading terms and what was said of its end."""
    for agreement in world.problem.agreements:
        leading = _leading(world, agreement)
        if leading:
            yield _status(world, agreement, leading)


def _leading(world: World, agreement: Agreement) -> list[Term]:
    """The terms whose windows the others follow; all of them where none leads."""
    own = [
        term
        for term in world.problem.terms
        if term.agreement == agreement.id and (term.recorded_at is None or term.recorded_at <= world.as_of)
    ]
    followed = {term.window.during for term in own}
    return [term for term in own if term.extension is not None or term.id in followed] or own


def _status(world: World, agreement: Agreement, leading: list[Term]) -> AgreementStatus:
    found = [world.bounds(term.id) for term in leading]
    starts = [bound.start for bound in found if bound.start is not None]
    ends = [bound.end for bound in found]
    start = min(starts, default=None)
    end = None if None in ends else max((one for one in ends if one is not None), default=None)
    first = max((bound.first_end for bound in found if bound.first_end is not None), default=None)
    told = _ending(world, agreement)
    return AgreementStatus(
        agreement=agreement.id,
        status=_stands(world, found, start, end, told=bool(told)),
        valid_from=start,
        valid_to=end,
        first_end=first,
        extended_by=tuple(sorted({one for bound in found for one in bound.because})),
        ended_by=told,
        because=tuple(sorted({*told, *(one for bound in found for one in bound.because)})),
    )


def _stands(
    world: World, found: list[Bounds], start: datetime | None, end: datetime | None, *, told: bool
) -> Literal["not_begun", "in_force", "lapsed"]:
    unanchored = any(reason.code == "no_anchor" for bound in found for reason in bound.reasons)
    if (start is not None and world.clock < start) or (start is None and unanchored):
        return "not_begun"
    over = end is not None and world.clock >= end
    return "lapsed" if told or over else "in_force"


def _ending(world: World, agreement: Agreement) -> tuple[str, ...]:
    """Rows that say that the agreement ended."""
    terms = {term.id for term in world.problem.terms if term.agreement == agreement.id}
    told = {
        item.id
        for term in terms
        for item in world.own(term)
        if item.row.event == agreement.end_event and item.row.form not in {Form.INTENT, Form.DENIAL}
    }
    return tuple(sorted(told))
