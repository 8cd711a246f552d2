"""Settling: every term judged, each verdict with what it rests on and what would change it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from troth.records.moment import Duration
from troth.records.quantity import Quantity
from troth.records.term import Kind, Term
from troth.records.verdict import Charge, Context, Reason, State, Verdict

from .account import Account
from .agreements import agreement_status
from .explain import part_stood_since, stood_since, whose_count
from .fold import Span
from .grade import Grade
from .interest import Sides, interests
from .problem import Item, Problem
from .proof import proved
from .result import Result
from .scene import Judged
from .select import Roles
from .summary import Part
from .windows import Bounds, is_past
from .world import Standing, World

ANSWER = "response"
"""The unit of answers, and of what is due where a *respond* term names no unit."""
SHARE = Decimal("0.0001")
"""A share of the target is rounded outwards: 199.99 of 200 is not all of it."""
ASIDE = frozenset({"extended", "restated_downward"})
"""Reasons whose rows need not be among those that the verdict rests on."""
DECIDED = frozenset(
    {State.KEPT, State.PARTLY_KEPT, State.BROKEN, State.DISPUTED, State.EXCUSED, State.REPAIRED, State.LAPSED}
)


def settle(problem: Problem, *, explain: bool = True) -> Result:
    """Judge every term as of the problem's time, and as it stood at the valid time that is asked about.

    Parameters
    ----------
    explain
        Also say since when each verdict stands, whose count says what, and what would flip it: each asks the same
        question again of a slightly different world. A million rows are settled without it.

    Returns
    -------
    Result
        One summary row per term, then one row per obligor of a joint term, then one per instance.
    """
    world = World(problem=problem, as_of=problem.as_of)
    verdicts: list[Verdict] = []
    for term in problem.terms:
        verdicts.extend(rows_of(world, term, explain=explain))
    return Result(verdicts=tuple(verdicts), agreements=tuple(agreement_status(world)))


def rows_of(world: World, term: Term, *, explain: bool) -> Iterator[Verdict]:
    """The verdicts on one term in some state of knowledge: its summary, then its parts."""
    standing = world.standing(term.id)
    summary = summary_of(world, standing)
    rows: list[Verdict] = [summary]
    shared = term.joint == "together" and standing.target is None  # no number, so no share of it to show
    for name, judged in () if shared else standing.obligors:
        rows += _obligor(world, standing, name, judged, summary)
    instances = [_instance(standing, part, world) for part in standing.judged.parts]
    _named_apart([*rows, *instances])
    if not explain:
        yield from (*rows, *instances)
        return
    rows[0] = _told(world, standing, summary)
    since = [
        row.model_copy(update={"decidable_at": part_stood_since(world, standing, part)})
        if row.state in DECIDED
        else row
        for row, part in zip(instances, standing.judged.parts, strict=True)
    ]
    yield from proved(world, standing, [*rows, *since])


def _named_apart(rows: Sequence[Verdict]) -> None:
    """No two verdicts may go by one name: whoever looked one up would find either."""
    keys = [(row.term, row.instance, row.obligor) for row in rows]
    twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1] if len(set(keys)) < len(keys) else []
    assert not twice, f"two verdicts by one name: {twice[:3]}"  # noqa: S101 - labels of stretches are the program's own


def _told(world: World, standing: Standing, summary: Verdict) -> Verdict:
    """Whose count says what, and since when it stands."""
    update: dict[str, object] = {"origins": whose_count(world, standing)}
    if summary.state in DECIDED:
        update["decidable_at"] = stood_since(world, standing)
    return summary.model_copy(update=update)


def quantity_of(term: Term, span: Span, *, per_day: bool = False, answers: bool = False) -> Quantity:
    """A span with its unit, as the rows of a verdict give it: with `answers`, of a whole that counts those."""
    unit = "incident" if term.measure.count == "events" and not term.measure.unit else term.measure.unit
    if term.kind is Kind.RESPOND and not per_day:
        unit = ANSWER if answers else term.measure.unit or ANSWER
    return Quantity(low=span.low, high=span.high, unit=f"{unit}/{_step(term)}" if per_day else unit)


def _step(term: Term) -> str:
    every = term.recur.every if term.recur is not None else Duration(days=1)
    if every.months:
        return "month" if every.months == 1 and not every.days else "period"
    return {86_400: "day", 604_800: "week", 3_600: "hour"}.get(int(every.span.total_seconds()), "period")


def _ids(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(sorted({item.id for item in items}))


def summary_of(world: World, standing: Standing) -> Verdict:
    """The row that stands for the whole term, without explanations."""
    term, judged = standing.term, standing.judged
    used = [*judged.account.items(), *judged.roles.supporting, *judged.roles.opposing]
    used += [item for item in judged.roles.averages if term.kind is Kind.RECUR]
    because = {*_ids(used), *standing.bound.used, *judged.basis}
    because.update(one for part in judged.parts for one in part.basis)
    because.update(one for reason in judged.grade.reasons for one in reason.ids if reason.code not in ASIDE)
    per_day = term.kind is Kind.RECUR
    idle = [Context(id=item.id, why="no_effect") for item in world.own(term.id)]
    idle += [Context(id=item.id, why="happened_later") for item in world.later(term.id)]
    row = _verdict(standing, judged.grade, judged.account, judged.roles, world.sides(term), per_day=per_day)
    return _of_answers(term, row).model_copy(
        update={
            "provisional_until": _provisional(world, term, judged.grade, standing.bound.end),
            "because": tuple(sorted(because)),
            "context": _context([*judged.roles.context, *idle], because),
            "kept_instances": judged.kept,
            "total_instances": judged.total,
            "readings": _readings(world.problem, term),
        }
    )


def _of_answers(term: Term, row: Verdict) -> Verdict:
    """The whole of a *respond* term counts answers, and no number of answers is due: what is due is due of each."""
    if term.kind is not Kind.RESPOND:
        return row
    none = dict.fromkeys(("target", "fulfilment_low", "fulfilment_high", "shortfall_low", "shortfall_high"))
    answers = row.quantity.model_copy(update={"unit": ANSWER})
    return row.model_copy(update={**none, "quantity": answers})


def _context(context: Sequence[Context], because: set[str]) -> tuple[Context, ...]:
    seen: dict[str, Context] = {}
    for one in context:
        if one.id not in because:
            seen.setdefault(one.id, one)
    return tuple(seen[one] for one in sorted(seen))


def _readings(problem: Problem, term: Term) -> tuple[str, ...]:
    if term.dispute.reading_of is None:
        return ()
    return tuple(
        other.id
        for other in problem.terms
        if other.id != term.id and other.dispute.reading_of == term.dispute.reading_of
    )


def _verdict(
    standing: Standing,
    grade: Grade,
    account: Account,
    words: Roles,
    sides: Sides,
    *,
    per_day: bool,
) -> Verdict:
    term, bound = standing.term, standing.bound
    rows = account.items()
    acts = term.kind is Kind.REFRAIN
    contra = [item for item in rows if _speaks_against(term, item, standing.target)]
    against = [*words.opposing, *contra]
    pro = [*words.supporting, *(item for item in rows if not _speaks_against(term, item, standing.target))]
    charges = [item for item in (*against, *words.remarks) if item.origins <= sides.adverse]
    return Verdict(
        term=term.id,
        state=grade.state,
        quantity=quantity_of(term, grade.span, per_day=per_day),
        target=standing.target,
        target_kind="at_most" if acts or term.target.at_most is not None else "at_least",
        valid_from=bound.start,
        valid_to=bound.end,
        window_closed=_closed(bound, standing),
        disputed=term.disputed,
        support="both" if pro and against else "for" if pro else "against" if against else "none",
        supporting=_ids(pro),
        opposing=_ids(against),
        charges=tuple(
            Charge(id=item.id, by=tuple(sorted(item.origins)))
            for item in sorted(charges, key=lambda item: item.id)
        ),
        interests=interests(term, account, words, sides, _goal(term, standing.target)),
        reasons=grade.reasons,
        because=_ids([*rows, *words.supporting, *words.opposing]),
        **_fulfilment(term, grade.span, standing.target),
    )


def _goal(term: Term, target: Decimal | None) -> Decimal | None:
    """What has to be reached, less what the term tolerates; one response is owed where no number is named."""
    if term.kind is Kind.RESPOND and target is None:
        return Decimal(1)
    return target if target is None or term.recur is None else target - term.recur.tolerance


def _speaks_against(term: Term, item: Item, target: Decimal | None) -> bool:
    """A denial of what is owed, or an act that is forbidden; that no such act happened speaks for the term."""
    if term.kind is Kind.REFRAIN:
        return item.is_act(term.measure, target or Decimal(0))
    return item.row.form.value == "denial"


def _closed(bound: Bounds, standing: Standing) -> bool:
    return bool(bound.end is not None and standing.at >= bound.end)


def _provisional(world: World, term: Term, grade: Grade, end: datetime | None) -> datetime | None:
    """Until when a breach may still turn out to be none, or be made good.

    That is its end plus the time that the term states, else that its sources take.
    """
    if grade.state not in {State.BROKEN, State.PARTLY_KEPT}:
        return None
    settled: datetime | None = None
    if end is not None and term.settling is not None:
        settled = term.settling.after(end)
    elif end is not None and (taken := world.settling(term)) is not None:
        settled = end + taken
    return max((one for one in (settled, grade.until) if one is not None), default=None)


def _fulfilment(term: Term, span: Span, target: Decimal | None) -> dict[str, Decimal | None]:
    if target is None or term.kind is Kind.REFRAIN or term.target.at_most is not None or target <= 0:
        return {}
    return against_target(target, span)


def against_target(target: Decimal, span: Span) -> dict[str, Decimal | None]:
    """Fulfilment and shortfall, for a target that is to be reached, by the names of a verdict's fields."""
    least = Decimal(0) if span.high is None else max(Decimal(0), target - span.high)
    return {
        "fulfilment_low": (span.low / target).quantize(SHARE, ROUND_FLOOR),
        "fulfilment_high": None if span.high is None else (span.high / target).quantize(SHARE, ROUND_CEILING),
        "shortfall_low": least,
        "shortfall_high": max(Decimal(0), target - span.low),
    }


def _instance(standing: Standing, part: Part, world: World) -> Verdict:
    sides = world.sides(standing.term)
    row = _verdict(standing, part.grade, part.account, part.words, sides, per_day=False)
    target = standing.target
    if standing.term.kind is Kind.RESPOND:
        target = Decimal(1) if target is None else target
    return row.model_copy(
        update={
            "instance": part.stretch.label,
            "because": tuple(sorted({*row.because, *part.basis})),
            "valid_from": part.stretch.start,
            "valid_to": part.stretch.end,
            "window_closed": is_past(standing.term, part.stretch, standing.at),
            "target": target,
            "provisional_until": _provisional(world, standing.term, part.grade, part.stretch.end),
        }
    )


def _obligor(
    world: World, standing: Standing, name: str, judged: Judged, summary: Verdict
) -> Iterator[Verdict]:
    """One obligor's part; where all owe together the state is that of the whole, and figure and share are its own.

    Of what several are forbidden together nobody's part is broken by the others' acts alone.
    """
    grade = judged.grade
    together = standing.term.joint == "together"
    sides = world.sides(standing.term, name)
    row = _of_answers(
        standing.term, _verdict(standing, grade, judged.account, judged.roles, sides, per_day=False)
    )
    update: dict[str, object] = {
        "instance": name,
        "obligor": name,
        "kept_instances": judged.kept,
        "total_instances": judged.total,
        "provisional_until": _provisional(world, standing.term, grade, standing.bound.end),
    }
    if together:
        share = Reason(code="joint_part", names=(name,), amount=grade.span.low)
        blameless = standing.term.kind is Kind.REFRAIN and not row.opposing
        state = row.state if blameless else summary.state
        update |= {"state": state, "reasons": (share,), "shortfall_low": None, "shortfall_high": None}
        update["provisional_until"] = (
            summary.provisional_until if state is summary.state else row.provisional_until
        )
    yield row.model_copy(update=update)
    if together:
        return
    for part in judged.parts:
        one = _verdict(standing, part.grade, part.account, part.words, sides, per_day=False)
        yield one.model_copy(
            update={
                "instance": f"{name} {part.stretch.label}",
                "obligor": name,
                "valid_from": part.stretch.start,
                "valid_to": part.stretch.end,
                "provisional_until": _provisional(world, standing.term, part.grade, part.stretch.end),
            }
        )
