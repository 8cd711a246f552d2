"""After an event, act within a time: one stretch per trigger, with the responses that fall into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from troth.records.evidence import Form
from troth.records.term import Response, Selector, Term

from .account import Covered
from .fold import Day, fold
from .problem import Item
from .select import selects
from .windows import Bounds, Stretch

SILENT = {Form.INTENT, Form.DENIAL}


def responses(
    term: Term, own: Sequence[Item], counted: Sequence[Item], bound: Bounds, covered: Covered
) -> Iterator[tuple[Stretch, Day]]:
    """For each trigger in the window, in order of time: its stretch (labelled with its id) and what answered it."""
    duty = term.respond
    assert duty is not None  # noqa: S101 - the record's own check
    triggers = [
        item
        for item in own
        if selects(duty.trigger, item) and item.row.form not in SILENT and _begun(item, bound)
    ]
    for told in told_once(triggers):
        trigger, ids = told[0], {item.id for item in told}
        latest = duty.within.after(trigger.end)
        stretch = Stretch(trigger.id, trigger.start, latest, closed_end=True)
        answering = [item for item in counted if item.id not in ids and _answers(item, trigger, duty, own)]
        surely = [item for item in answering if _in_time(item, trigger, duty)]
        unsure = [item for item in answering if item not in surely and item.row.form is not Form.DENIAL]
        blurred = any(item.start <= latest for item in unsure)
        yield stretch, fold(surely, term.measure, covered(stretch), blurred=blurred)


def told_once(items: Sequence[Item]) -> list[list[Item]]:
    """Rows by the event that they tell of, in order of time: several pages that tell of one event tell of one.

    What is one event is what is alike in kind, place, key and time; of several such on one page each is an event.
    """
    events: dict[tuple[object, ...], list[Item]] = {}
    pages: dict[tuple[object, ...], int] = {}
    for item in sorted(items, key=lambda item: (item.start, item.id)):
        row = item.row
        alike = (item.start, item.end, row.event, row.category, row.place, row.key)
        turn = pages[(*alike, row.source)] = pages.get((*alike, row.source), 0) + 1
        events.setdefault((*alike, turn), []).append(item)
    return list(events.values())


def _begun(item: Item, bound: Bounds) -> bool:
    after = bound.start is None or item.start >= bound.start or (not item.instant and item.end > bound.start)
    return after and (bound.end is None or item.start < bound.end)


def _answers(item: Item, trigger: Item, duty: Response, own: Sequence[Item]) -> bool:
    """Whether a row can answer this trigger: same key, not before it, and in the order that the term asks for."""
    if duty.same_key and item.row.key != trigger.row.key:
        return False
    if item.end < trigger.start or (not item.instant and item.end <= trigger.start):
        return False
    if duty.only_after is not None and not _happened(duty.only_after, item.start, item, own, duty):
        return False
    return duty.only_before is None or not _happened(duty.only_before, item.start, item, own, duty)


def _happened(what: Selector, before: datetime, item: Item, own: Sequence[Item], duty: Response) -> bool:
    return any(
        selects(what, other)
        and other.start <= before
        and other.row.form not in SILENT
        and (not duty.same_key or other.row.key == item.row.key)
        for other in own
        if other.id != item.id
    )


def _in_time(item: Item, trigger: Item, duty: Response) -> bool:
    """Surely within the time, both ends counting, however roughly the two are dated.

    A denial speaks of all the time up to its date (or of its own span), so it must reach to the deadline.
    """
    if item.row.form is Form.DENIAL:
        begun = item.row.valid_to is None or item.start <= trigger.start
        return begun and item.end >= duty.within.after(trigger.end)
    return item.start >= trigger.start and item.end <= duty.within.after(trigger.start)
