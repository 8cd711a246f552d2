"""Complaints in words: the counts that everybody sees, what the receipt opens, what offices have before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from troth.records.moment import Duration
from troth.share.desk.inbox import FEWEST, Item, Pending, Published, Said, Status
from troth.share.report import words
from troth.share.report.index import Index
from troth.share.report.text import Catalog

SECTIONS = ("routing", "answer", "closing", "closed")
_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A complaint as a page shows it."""

    item: Item
    came: str
    due: str
    late: bool
    referrals: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    closed: str
    can_answer: bool


def length(duration: Duration, texts: Catalog) -> str:
    """A length of time in whole days, rounded up so that nobody is promised more than is meant."""
    hours = duration.months * 31 * _HOURS + duration.days * _HOURS + -(-duration.seconds // 3600)
    days = max(1, -(-hours // _HOURS))
    return texts(f"complain.days.{'one' if days == 1 else 'many'}", n=str(days))


def count_rows(found: Published, texts: Catalog) -> list[tuple[str, str, str]]:
    """The counts that may be shown: subject, area, count or that it is not shown."""
    return [
        (
            texts(f"complain.category.{category}"), area or texts("complain.area.none"),
            texts("complain.counts.few") if count is None else str(count),
        )
        for (category, area), count in found.cells.items()
    ]  # fmt: skip


def counts_note(until: datetime, zone: tzinfo, texts: Catalog) -> str:
    """What is to be known of the counts."""
    return texts("complain.counts.note", at=words.instant(until, zone, texts), fewest=str(FEWEST))


def summary_rows(
    found: Sequence[Mapping[str, Any]], index: Index, texts: Catalog
) -> list[tuple[str, str, str]]:
    """What offices say to everybody: subject, who and when, the words."""
    return [
        (
            texts(f"complain.category.{one['category']}"),
            _by(one["office"], one["at"], index, texts),
            str(one["text"]),
        )
        for one in found
    ]


def _by(office: str, at: datetime, index: Index, texts: Catalog) -> str:
    return texts("complain.summary.by", office=index.name(office), at=words.instant(at, index.zone, texts))


def status_values(found: Status, index: Index, texts: Catalog) -> dict[str, Any]:
    """What the person who holds the receipt reads."""

    def at(moment: datetime) -> str:
        return words.instant(moment, index.zone, texts)

    return {
        "received": texts("complain.status.received", at=at(found.received)),
        "passed": texts("complain.status.passed", at=at(found.passed_on)) if found.passed_on else "",
        "answers": [(_by(one.office, one.at, index, texts), one.text) for one in found.answers],
        "closed": _closed(found.closing, index, texts),
        "closing_text": found.closing.text if found.closing else "",
    }


def _closed(closing: Said | None, index: Index, texts: Catalog) -> str:
    if closing is None:
        return ""
    reason = texts(f"complain.reason.{closing.reason}")
    return texts("complain.status.closed", at=words.instant(closing.at, index.zone, texts), reason=reason)


def sections(
    items: Sequence[Item],
    waiting: Sequence[Pending],
    office: str,
    *,
    owner: str,
    index: Index,
    texts: Catalog,
) -> list[tuple[str, list[Told]]]:
    """What an office has before it, by what has to be done next; what is late stands first."""
    waits = {one.id: one for one in waiting}
    order = {name: number for number, name in enumerate(waits)}
    found: dict[str, list[Told]] = {name: [] for name in SECTIONS}
    for item in sorted(items, key=lambda one: (order.get(one.id, len(order)), one.at, one.id)):
        section = item.waits_for or "closed"
        if office != owner:
            section = waits[item.id].waits_for if item.id in waits else "closed"
        found[section].append(told(item, waits.get(item.id), office, owner=owner, index=index, texts=texts))
    shown = SECTIONS if office == owner else ("answer", "closed")
    return [(name, found[name]) for name in shown]


def told(item: Item, wait: Pending | None, office: str, *, owner: str, index: Index, texts: Catalog) -> Told:
    """One complaint in words."""
    at = words.instant(item.at, index.zone, texts)
    due = "" if wait is None else texts(
        "inbox.due", what=texts(f"inbox.due.{wait.waits_for}"), at=words.instant(wait.due, index.zone, texts)
    )  # fmt: skip
    return Told(
        item=item, came=texts("inbox.came", at=at), due=due, late=wait is not None and wait.late,
        referrals=tuple(
            texts("inbox.passed", office=index.name(one.office), at=words.instant(one.at, index.zone, texts))
            for one in item.referrals
        ) if office == owner else (),
        answers=tuple(
            (texts("inbox.answered", office=index.name(one.office), at=words.instant(one.at, index.zone, texts)), one.text)
            for one in item.answers
        ),
        closed=_closed(item.closing, index, texts), can_answer=item.closing is None,
    )  # fmt: skip
