"""What is new and what is to come: changes, what is due, what waits, and the feed of statements by place."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from troth.share.desk import place_at, read_place
from troth.share.desk.agenda import overdue as overdue_of
from troth.share.desk.agenda import waiting as waiting_of
from troth.share.desk.complaints import may_read
from troth.share.document import plain
from troth.share.wire.rows import ChangeRow, DueRow, EventPage, EventRow, Page, WaitingRow

from .asking import EXAMPLE, Asked, Now, Then
from .paging import Limit, Paged, page

router = APIRouter(tags=["New"])
NOW = "now"
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@router.get("/changes")
def changes(
    asked: Then, paged: Paged,
    since: Annotated[str, Query(description="The time to compare with.", examples=[EXAMPLE], max_length=40)],

) -> Page[ChangeRow]:  # fmt: skip
    """The verdicts that are others than they were at a time, and what is new behind each."""
    run = asked.run()
    found = asked.desk.pictures.changes(run, asked.moment("since", since))
    rows = [
        ChangeRow.model_validate(_plain(asked, row, "term instance obligor was now because")) for row in found
    ]
    asked.witness_rows(run, (("evidence", one) for row in rows for one in row.because))
    return page(
        asked, paged, rows, lambda one: [one.term, one.instance, one.obligor], as_of=run.as_of
    )  # fmt: skip


@router.get("/due")
def due(
    asked: Then,
    paged: Paged,
) -> Page[DueRow]:
    """What falls due within a day and is still pending."""
    run = asked.run()
    rows = [
        DueRow.model_validate(_plain(asked, row, "term instance obligor at what missing"))
        for row in run.tables["due"]
    ]
    return page(
        asked, paged, rows, lambda one: [one.term, one.instance, ";".join(one.obligor)], as_of=run.as_of
    )  # fmt: skip


@router.get("/overdue")
def overdue(
    asked: Then,
    paged: Paged,
) -> Page[WaitingRow]:
    """The terms whose time is over and of which nothing on record shows that they were kept."""
    run = asked.run()
    rows = [
        WaitingRow(term=row["term"], whys=["overdue"], at=asked.local(row["valid_to"]), because=list(row["because"]))
        for row in overdue_of(run.tables)
    ]  # fmt: skip
    return page(asked, paged, rows, lambda one: [one.term], as_of=run.as_of)


@router.get("/waiting")
def waiting(
    asked: Then,
    paged: Paged,
) -> Page[WaitingRow]:
    """The terms that wait for your office, the most pressing first; nothing waits for the public."""
    run = asked.run()
    rows = [
        WaitingRow(term=one.term, whys=list(one.whys), at=asked.local(one.at), because=list(one.because))
        for one in waiting_of(run.tables, asked.viewer)
    ]
    return page(asked, paged, rows, lambda one: [one.term], as_of=run.as_of)


@router.get("/events")
def events(
    asked: Now,
    after: Annotated[str | None, Query(description="The `place` of the last event or answer; `now` to begin now; leave it out for the beginning.", max_length=200)] = None,
    limit: Limit = 100,
) -> EventPage:  # fmt: skip
    """The statements that opened to you after a place: what the live stream tells, for programs that ask now and then."""
    desk = asked.desk
    if after == NOW:
        return EventPage(viewer=asked.viewer, items=[], place=place_at(asked.at).text(), more=False)
    place = place_at(BEGINNING) if after is None else read_place(after)
    found = desk.events(asked.viewer, place, most=limit + 1)
    showing, some = asked.showing(), found[:limit]
    shown = [event for event in some if may_read(event.note, asked.caller.role)]
    asked.witness(event.note for event in shown)
    items = [
        EventRow(
            place=event.place, id=event.note.id, kind=event.note.kind, subject=showing.of(event.note).fields.get("subject", ""),
            author=event.note.author, at=_local(asked, event.note.recorded_at), about=list(showing.about(event.note)),
            label=event.note.label.tlp,
        )
        for event in shown
    ]  # fmt: skip
    last = some[-1].place if some else place.text()
    return EventPage(viewer=asked.viewer, items=items, place=last, more=len(found) > limit)


def _local(asked: Asked, at: datetime) -> datetime:
    """A time in the case's zone; what counts from the beginning has none."""
    return at if at - BEGINNING < timedelta(days=7) else at.astimezone(asked.zone)


def _plain(asked: Asked, row: Any, names: str) -> Any:  # noqa: ANN401 - a row of a table, as JSON has it
    return plain({name: row[name] for name in names.split()}, asked.zone)
