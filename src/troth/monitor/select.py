"""Which rows count for a term, which speak for or against it in words, and which are only context, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from troth.records.evidence import Evidence, Form, Stance
from troth.records.term import Kind, Measure, Selector, Term
from troth.records.verdict import Context

from .problem import Item

OF_A_DAY = frozenset({Form.ITEM, Form.TALLY, Form.AT_LEAST})
"""Forms of what may have happened at some hour of its day."""

SILENT = frozenset({Form.INTENT, Form.DENIAL})
"""Forms that do not say that something happened."""


def happened(selector: Selector, items: Iterable[Item]) -> list[Item]:
    """The rows that tell of what a selector means as something that happened."""
    return [item for item in items if item.row.form not in SILENT and selects(selector, item)]


def selects(selector: Selector, item: Item) -> bool:
    """Whether a row is of the events, categories and places that are meant."""
    return mismatch(selector, item.row) is None


def mismatch(selector: Selector, row: Evidence) -> str | None:
    """The first thing that does not fit, as a context code; None where all fits."""
    if selector.event and row.event not in selector.event:
        return "other_event"
    if selector.category and row.category not in selector.category:
        return "other_category"
    if selector.place and row.place not in selector.place:
        return "other_place"
    return None


def _unfit(measure: Measure, item: Item) -> str | None:
    if (code := mismatch(measure, item.row)) is not None:
        return code
    quantity = item.row.quantity
    if (
        measure.count == "quantity"
        and measure.unit
        and quantity is not None
        and quantity.unit not in {measure.unit, ""}
    ):
        return "other_unit"
    return None


Place = tuple[str, str]
"""The list of `Roles` that a row belongs to, and why it is only context."""
Sorted = dict[tuple[str, bool], Place]
"""By a row's id, and by whether what it tells of still goes on."""


@dataclass(slots=True)
class Roles:
    """A term's rows, sorted by what they can do for it."""

    counted: list[Item] = field(default_factory=list)
    """Happenings, tallies, low ends and denials in the term's own measure."""
    periods: list[Item] = field(default_factory=list)
    """Counts since a start: a second estimate of a total, never added to increments."""
    averages: list[Item] = field(default_factory=list)
    supporting: list[Item] = field(default_factory=list)
    """Rows that say in words that it was kept."""
    opposing: list[Item] = field(default_factory=list)
    """Rows that say in words that it was not."""
    remarks: list[Item] = field(default_factory=list)
    """Such rows about a time in which nothing is judged: shown as charges, and without effect."""
    context: list[Context] = field(default_factory=list)


def service_events(term: Term) -> frozenset[str]:
    """Events that move, stop, excuse or anchor the term: they are used, and never counted."""
    events: set[str] = set()
    if term.extension is not None:
        events.add(term.extension.event)
    if term.suspension is not None:
        events.add(term.suspension.event)
    if term.excuse is not None:
        events.update(term.excuse.event, {term.excuse.notice_event or ""})
    if term.window.anchor is not None:
        events.add(term.window.anchor)
    if term.expiry is not None and term.expiry.event is not None:
        events.add(term.expiry.event)
    for selector in term.occasions:
        events.update(selector.event)
    return frozenset(events - {""} - set(term.measure.event))


def judged_by_events(term: Term) -> bool:
    """Whether a part of the term hangs on rows that it does not count: triggers, occasions, what allows an act."""
    return (
        term.kind is Kind.RESPOND
        or term.refrain is not None
        or (term.recur is not None and term.recur.at is not None)
    )


def sort(
    term: Term,
    items: Iterable[Item],
    *,
    obligors: frozenset[str] | None = None,
    others: frozenset[str] = frozenset(),
    known: Sorted | None = None,
) -> Roles:
    """Sort a term's rows.

    Parameters
    ----------
    obligors
        Judge only what these did (an obligor's part of a joint term, or the acts that a *refrain* term forbids them).
    others
        The other obligors of a joint term: what only they did, or are said not to have done, is another part.
    known
        What was found of these rows before, of the same term and obligors.
    """
    roles, places = Roles(), {} if known is None else known
    service = service_events(term)
    for item in items:
        key = (item.row.id, item.goes_on)
        if key not in places:
            places[key] = _place(term, item, obligors, others, service)
        name, why = places[key]
        if name == "context":
            roles.context.append(Context(id=item.id, why=why))
        elif name:
            getattr(roles, name).append(item)
    return roles


def _place(
    term: Term,
    item: Item,
    obligors: frozenset[str] | None,
    others: frozenset[str],
    service: frozenset[str],
) -> Place:
    """The list of `Roles` that a row belongs to (none: it is used otherwise), and of context the reason."""
    if item.row.event in service:
        return "", ""
    if item.actors & others and not item.actors & (obligors or item.actors):
        return "context", "other_actor"
    return _placed(term, item, obligors)


def _placed(term: Term, item: Item, obligors: frozenset[str] | None) -> Place:
    row = item.row
    stance = row.stance.get(term.id, row.stance.get("*"))
    if row.form is Form.INTENT:
        return "context", "intent_not_performance"
    if stance is Stance.CONTEXT:
        return "context", "stance_context"
    if (why := _unfit(term.measure, item)) is not None or _in_words(term, stance):
        return _words(item, stance, why or "stance_context")
    if obligors is not None and (stranger := _stranger(item, obligors)) is not None:
        return "context", stranger
    return _count(term, item)


def _in_words(term: Term, stance: Stance | None) -> bool:
    """A row that fits the measure speaks by its number, unless the term has none, or it denies a forbidden act."""
    if stance is None:
        return False
    no_number = term.target.at_least is None and term.target.at_most is None and term.target.ratio is None
    return no_number if term.kind is not Kind.REFRAIN else stance is Stance.FOR


def _words(item: Item, stance: Stance | None, why: str) -> Place:
    if item.goes_on:  # what is said in words of a time that still goes on is not heard yet
        return "context", "happened_later"
    if stance is Stance.AGAINST:
        return "opposing", ""
    return ("supporting", "") if stance is Stance.FOR else ("context", why)


def _stranger(item: Item, obligors: frozenset[str]) -> str | None:
    if item.row.form is Form.DENIAL:
        return None
    if not item.actors:
        return "no_established_actor"
    return None if item.actors & obligors else "other_actor"


def _count(term: Term, item: Item) -> Place:
    if item.goes_on and item.row.form not in OF_A_DAY:
        return "context", "happened_later"
    if item.row.form is Form.AVERAGE:
        return "averages", ""
    if item.row.form is Form.CUMULATIVE:
        added = term.kind in {Kind.ACHIEVE, Kind.REFRAIN}
        return ("periods", "") if added else ("context", "not_comparable")
    return "counted", ""


def adverse_only(items: Sequence[Item], adverse: frozenset[str]) -> bool:
    """Whether every row rests on parties to the agreement other than the obligor."""
    return bool(items) and all(item.origins <= adverse for item in items)


def some_of_them(items: Sequence[Item], obligors: frozenset[str], adverse: frozenset[str]) -> bool:
    """Whether only some of several obligors say so: that may be a charge against the others, and is no admission by all."""
    said = {origin for item in items for origin in item.origins} - adverse
    return bool(said) and said < obligors


def independent(items: Iterable[Item], adverse: frozenset[str]) -> list[Item]:
    """Rows with at least one origin that is not such a party."""
    return [item for item in items if not item.origins <= adverse]
