"""What offices said: messages, threads, statements with their proofs, logs and signatures."""

import base64
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from troth.ledger import Entry, HeadSignature, LedgerError, audience_of, prove
from troth.ledger.proofs import InclusionDocument
from troth.records.canonical import utc_text
from troth.records.message import MessageForm
from troth.share.desk import Note, Post, Showing, Shown, thread
from troth.share.wire.rows import (
    AccessRow,
    HeadRow,
    HeadToSign,
    Page,
    PostItem,
    ReceiptRow,
    StatementDocument,
    StatementItem,
)

from .asking import POST, Asked, Now, Speaking, Then
from .faults import absent, refuse
from .paging import Paged, bad_cursor, following, linked, page

router = APIRouter(tags=["Said"])
Name = Annotated[str | None, Query(max_length=200)]
About = Annotated[
    str | None,
    Query(description="What it is about: `case`, or a kind and a name.", examples=["term:T4a"], max_length=400),
]  # fmt: skip
StatementId = Annotated[str, Path(description="Statement id: 64 hex digits.", max_length=200)]


@router.get("/posts")
def posts(
    asked: Then, paged: Paged, about: About = None, author: Name = None, form: MessageForm | None = None,

) -> Page[PostItem]:  # fmt: skip
    """Messages and judgements, the oldest first."""
    rows = [
        row
        for row in _items(asked, asked.desk.posts(asked.viewer, as_of=asked.as_of))
        if about in {None, row.about}
        and author in {None, row.author}
        and (form is None or row.form == form.value)
    ]
    return page(asked, paged, rows, lambda one: [one.statement], as_of=asked.as_of)


@router.get("/posts/{post}")
def post(post: str, asked: Then) -> PostItem:
    """One message or judgement."""
    found = [
        one for one in asked.desk.posts(asked.viewer, as_of=asked.as_of) if post in {one.subject, one.id}
    ]
    if not found:
        raise absent()
    return _items(asked, found[:1])[0]


@router.get("/threads")
def threads(
    asked: Then, paged: Paged,
    about: Annotated[str, Query(description="What they are about: `case`, or a kind and a name.", examples=["term:T4a"], max_length=400)],

) -> Page[PostItem]:  # fmt: skip
    """What was said about something, with all replies, the oldest first."""
    every = asked.desk.posts(asked.viewer, as_of=asked.as_of)
    rows = _items(asked, thread(every, about))
    return page(asked, paged, rows, lambda one: [one.statement], as_of=asked.as_of)


def _items(asked: Asked, found: Sequence[Post]) -> list[PostItem]:
    notes, showing = asked.desk.mirror.notes, asked.showing()
    asked.witness(notes[one.id] for one in found)
    return [_item(asked, one, showing.of(notes[one.id])) for one in found]


def _item(asked: Asked, post: Post, shown: Shown) -> PostItem:
    body = shown.body
    names = {name: body.get(name) for name in ("form", "text", "reply_to", "decision", "reason")}
    about = body.get("about") or body.get("subject")
    return PostItem(
        id=post.subject, statement=post.id, kind=post.kind, author=post.author, at=post.at.astimezone(asked.zone),
        label=post.label, about=about, because=body.get("because") or [], dissent=body.get("dissent") or [],
        replaced_by=post.replaced_by, withdrawn=post.withdrawn,
        receipts=[ReceiptRow(office=one.office, at=one.at.astimezone(asked.zone)) for one in post.receipts], **names,
    )  # fmt: skip


@router.get("/statements")
def statements(
    asked: Then,
    paged: Paged,
) -> Page[StatementItem]:
    """The newest statements of the ledger, the newest first."""
    desk = asked.desk
    try:
        found = desk.store.newest(
            asked.at,
            asked.viewer,
            owner=desk.owner,
            members=desk.members,
            limit=paged.limit,
            before=paged.cursor,
        )
    except LedgerError:
        bad_cursor(paged.cursor or "")
    showing = asked.showing()
    notes = [note for entry in found.entries if (note := _note(asked, entry)) is not None]
    asked.witness(notes)
    address = following(asked, found.before, asked.as_of) if found.before else None
    linked(paged.response, address)
    items = [StatementItem(**_short(asked, note, showing)) for note in notes]
    return Page[StatementItem](viewer=asked.viewer, as_of=asked.local(asked.as_of), items=items, next=address)


def _note(asked: Asked, entry: Entry) -> Note | None:
    """What the desk keeps of an entry; another process may have written it a moment ago."""
    if entry.id not in asked.desk.mirror.notes:
        asked.desk.refresh()
    return asked.desk.mirror.notes.get(entry.id)


def _short(asked: Asked, note: Note, showing: Showing) -> dict[str, Any]:
    shown = showing.of(note)
    return {
        "id": note.id, "kind": note.kind, "subject": shown.fields.get("subject", ""), "author": note.author,
        "recorded_at": note.recorded_at if note.recorded_at.year == 1 else note.recorded_at.astimezone(asked.zone),
        "label": note.label, "about": list(showing.about(note)),
    }  # fmt: skip


@router.get("/statements/{statement}")
def statement(statement: StatementId, asked: Then) -> StatementDocument:
    """One statement, and what it says as far as you may see it."""
    note, showing = asked.note(statement), asked.showing()
    asked.witness([note])
    shown, place = showing.of(note), asked.desk.mirror.ledger.find(note.id)
    return StatementDocument(
        **_short(asked, note, showing), fields=dict(shown.fields), withheld=list(shown.withheld), log=place.log, position=place.position
    )  # fmt: skip


@router.get("/statements/{statement}/proof")
def proof(
    statement: StatementId, asked: Now,
    size: Annotated[int | None, Query(ge=1, le=2**53, description="Prove it against the head that the log had at this size.")] = None,
) -> InclusionDocument:  # fmt: skip
    """The proof that a statement is in the ledger; ``troth ledger verify FILE`` checks it offline."""
    note, showing = asked.note(statement), asked.showing()
    asked.witness([note])
    shown = showing.of(note)
    try:
        found = prove(asked.desk.store, note.id, reveal=shown.fields, size=size)
    except LedgerError:
        expected = "a size that the log had, with the statement in it"
        refuse("size", found=size, expected=expected, remedy="leave it out for the present one")
    return InclusionDocument.model_validate(found)


@router.get("/statements/{statement}/access")
def access(statement: StatementId, asked: Then) -> AccessRow:
    """Why you may see a statement. For one that you may not see the answer is that for one that does not exist."""
    note = asked.note(statement)
    asked.witness([note])
    decision = asked.desk.sight(asked.viewer).decides(note, asked.at)
    return AccessRow(
        statement=note.id, viewer=asked.viewer, allowed=decision.allowed, why=decision.why, label=note.label
    )


@router.get("/heads", tags=["Ledger"])
def heads(
    asked: Now,
    paged: Paged,
) -> Page[HeadRow]:
    """The heads of the logs that you may see: keep them, and hold later proofs against them."""
    desk = asked.desk
    found = desk.store.visible_heads(asked.at, asked.viewer, owner=desk.owner, members=desk.members)
    rows = [
        HeadRow(
            log=one.log, office=audience_of(one.log).office, label=audience_of(one.log).label, size=one.size, root=one.root.hex()
        )
        for one in found
    ]  # fmt: skip
    return page(asked, paged, rows, lambda one: [one.log], as_of=None)


@router.get("/heads/to-sign", tags=["Ledger"])
def heads_to_sign(asked: Speaking) -> list[HeadToSign]:
    """The heads of your own logs, with the bytes to sign; your key stays with you."""
    asked.may(POST)
    at = utc_text(asked.at)
    kept = asked.desk.store.signatures()
    return [
        _to_sign(HeadSignature(log=one.log, size=one.size, root=one.root.hex(), key="0" * 64, signature="0" * 128, signed_at=at), kept)
        for one in asked.desk.store.heads()
        if audience_of(one.log).office == asked.viewer
    ]  # fmt: skip


def _to_sign(blank: HeadSignature, kept: Sequence[HeadSignature]) -> HeadToSign:
    message = blank.message()
    return HeadToSign(
        log=blank.log, size=blank.size, root=blank.root, signed_at=blank.signed_at or "", message=message.decode(),
        message_base64=base64.b64encode(message).decode(),
        signatures=[one for one in kept if (one.log, one.size, one.root) == (blank.log, blank.size, blank.root)],
    )  # fmt: skip


@router.get("/signatures", tags=["Ledger"])
def signatures(
    asked: Now,
    paged: Paged,
) -> Page[HeadSignature]:
    """The signatures over heads of the logs that you may see."""
    desk = asked.desk
    seen = {
        one.log: one.size
        for one in desk.store.visible_heads(asked.at, asked.viewer, owner=desk.owner, members=desk.members)
    }
    rows = [one for one in desk.store.signatures() if one.size <= seen.get(one.log, -1)]
    return page(
        asked, paged, rows, lambda one: [one.log, str(one.size), one.key], as_of=None
    )  # fmt: skip


@router.post("/signatures", tags=["Ledger"], status_code=201)
def sign(signature: HeadSignature, asked: Speaking) -> HeadSignature:
    """Hand in a signature that your office made with its own key over a head of one of its own logs.

    The same signature again is answered with the one that is kept.
    """
    asked.may(POST)
    own = {one.log for one in asked.desk.store.heads() if audience_of(one.log).office == asked.viewer}
    if (
        signature.log not in own
    ):  # before the ledger is asked: its own message would name all logs that there are
        refuse(
            "log",
            found=signature.log,
            expected="a log of your own office",
            remedy="take it from /heads/to-sign",
        )
    try:
        return asked.desk.store.accept(signature)
    except LedgerError as error:
        expected = "a signature that holds"
        refuse("signature", found=signature.signature, expected=expected, remedy=str(error))
