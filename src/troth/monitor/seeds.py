"""Where to begin to look for the few rows that a verdict needs: choices that probably suffice, the smallest first.

A choice that does not suffice costs one judging; the search in `proof.py` tries each. What helps differs by kind: the
largest counts until a target is reached, one closed count a day where a total falls short, one part where one decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Kind
from troth.records.verdict import State

from .problem import Item
from .world import Standing

REACHED = frozenset({State.KEPT, State.REPAIRED})
EVERY_PART = frozenset({State.KEPT})
"""States of a summary for which each part must stand in it."""

Rank = Callable[[Item], tuple[object, ...]]


def ranking(standing: Standing, adverse: frozenset[str], obligors: frozenset[str], state: State) -> Rank:
    """How useful a row is for a state: the lowest first.

    What nobody with a stake says comes before what is said by the party that owes it, where the state suits that party,
    and that before the word of the other side. Then by what the rows say; source and id only part rows that say the same.
    """
    suits = state is not State.BROKEN
    measure, most = standing.term.measure, standing.term.kind is Kind.REFRAIN
    upward = state in REACHED or most

    def rank(item: Item) -> tuple[object, ...]:
        low, high = item.amount(measure)
        row = item.row
        size = (-low,) if upward else (high is None, high or Decimal(0))
        return (
            2 if item.origins <= adverse else int(suits and item.origins <= obligors),
            not upward and row.form not in {Form.TALLY, Form.DENIAL, Form.CUMULATIVE, Form.AVERAGE},
            *size,
            item.start,
            item.end,
            str(row.recorded_at),
            row.form.value,
            row.event,
            row.category,
            row.place,
            row.key,
            row.source,
            low,
            str(high),
            sorted((origin in obligors, origin in adverse) for origin in item.origins),
            sorted((actor in obligors, actor in adverse) for actor in item.actors),
            sorted(len(name) for name in row.attributed_to),
            len(row.actor),
            len(row.terms),
            sorted((name in {"*", standing.term.id}, stance.value) for name, stance in row.stance.items()),
            row.id,
        )

    return rank


def ordered(items: Iterable[Item], rank: Rank) -> list[str]:
    """Ids, the most useful first."""
    return [item.id for item in sorted({item.id: item for item in items}.values(), key=rank)]


def of_parts(state: State, parts: Sequence[tuple[State, Sequence[str]]]) -> Iterator[list[str]]:
    """Choices for a summary out of what its parts need: all of them, or one of each state that decides."""
    if state in EVERY_PART:
        yield _joined(needed for found, needed in parts if found is State.KEPT)
        return
    decisive = {State.PARTLY_KEPT: (State.BROKEN, State.KEPT), State.REPAIRED: (State.BROKEN,)}
    least = {}
    for wanted in decisive.get(state, (state,)):
        having = [needed for found, needed in parts if found is wanted]
        if having:
            least[wanted] = min(having, key=len)
    if least:
        yield _joined(least.values())


def _joined(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(one for ids in lists for one in ids))


def of_total(standing: Standing, rank: Rank) -> Iterator[list[str]]:
    """Choices for a total: a count since the start, two that differ, one closed count a day."""
    account = standing.judged.account
    since = ordered((period.item for period in account.periods), rank)
    yield from ([one] for one in since[:3])
    if len(since) > 1:
        yield [since[0], since[-1]]
    lowest = [min(closed, key=rank).id for _, closed in _closed(standing)]
    if len(lowest) > 1:
        yield lowest
        highest = [max(closed, key=_high(standing)).id for _, closed in _closed(standing)]
        yield _joined([lowest, highest])
        yield from ([*lowest, one] for one in since[:2])


def _closed(standing: Standing) -> Iterator[tuple[object, list[Item]]]:
    for stretch, day in standing.judged.account.days:
        closed = [item for item in day.items if item.row.form in {Form.TALLY, Form.DENIAL}]
        if closed:
            yield stretch, closed


def _high(standing: Standing) -> Callable[[Item], Decimal]:
    return lambda item: item.amount(standing.term.measure)[1] or Decimal(0)


def shortest_start(ids: Sequence[str], holds: Callable[[Sequence[str]], bool]) -> list[str] | None:
    """The first rows of a list that suffice, found by doubling and halving; None where none of the lengths tried does.

    >>> shortest_start("abcdefgh", lambda ids: len(ids) >= 5)
    ['a', 'b', 'c', 'd', 'e']
    """
    enough = 1
    while not holds(ids[:enough]):
        if enough >= len(ids):
            return None
        enough = min(2 * enough, len(ids))
    low, high = enough // 2, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(ids[:middle]) else (middle, high)
    return list(ids[:high])


def by_id(items: Iterable[Item]) -> Mapping[str, Item]:
    """Rows by their id."""
    return {item.id: item for item in items}
