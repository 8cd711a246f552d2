"""The ledger: the newest statements, the heads of the logs, one statement with its proof."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.responses import Response

from troth.ledger import Head, HeadSignature, LedgerError
from troth.share.desk import Note, Showing
from troth.share.report import words
from troth.share.web.faults import FaultError, absent
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.statements import label_words, log_words, proved, showing
from troth.share.web.writing import answer, page

router = router_of_pages()
A_PAGE = 50
KINDS = {"evidence": "reports", "retraction": "reports", "term": "terms", "source": "sources"}
"""Kinds of rows that have a page of their own, and where."""


@shows(router, "/ledger")
def ledger(scene: Looked) -> Response:
    """The newest statements that the viewer may see."""
    seen = scene.seen()
    run = seen.run
    owner, members = run.case.owner, run.case.members
    try:
        found = seen.ledger.newest(
            run.as_of,
            run.viewer,
            owner=owner,
            members=members,
            limit=A_PAGE,
            before=scene.asked("before") or None,
        )
    except LedgerError:
        raise FaultError(400, "cursor") from None
    heads = seen.ledger.visible_heads(run.as_of, run.viewer, owner=owner, members=members)
    known, told = scene.desk.mirror.notes, showing(scene, seen)
    return page(
        scene, "ledger.html.j2", seen=seen, here="ledger",
        statements=[_row(known[entry.id], scene, seen, told) for entry in found.entries if entry.id in known],
        before=found.before, first=not scene.asked("before"),
        heads=_heads(heads, scene, seen),
    )  # fmt: skip


def _heads(heads: Sequence[Head], scene: Scene, seen: Seen) -> list[tuple[str, str, str, str, str]]:
    """Whose log, for whom, how long, its root, and what of it was signed."""
    signed = {one.log: one for one in scene.desk.store.signed(heads)}
    return [
        (*log_words(head.log), f"{head.size:,}", head.root.hex(), _signed(head, signed.get(head.log), scene, seen))
        for head in heads
    ]  # fmt: skip


def _signed(head: Head, signature: HeadSignature | None, scene: Scene, seen: Seen) -> str:
    """What of a log its office signed; a signature over an earlier head covers what stood there then."""
    if signature is None:
        return scene.texts("ledger.signed.not")
    at = signature.signed_at
    when = words.instant(datetime.fromisoformat(at), seen.index.zone, scene.texts) if at else "?"
    whole = signature.size == head.size
    return scene.texts(
        "ledger.signed.whole" if whole else "ledger.signed.part", with_key=signature.key[:12], at=when, n=f"{signature.size:,}"
    )  # fmt: skip


def _row(note: Note, scene: Scene, seen: Seen, told: Showing) -> dict[str, Any]:
    return {
        "id": note.id,
        "at": words.instant(note.recorded_at, seen.index.zone, scene.texts) if note.recorded_at.year > 1 else "",
        "author": seen.index.name(note.author),
        "kind": _kind(note.kind, scene),
        "subject": str(told.of(note).fields.get("subject") or ""),
        "label": label_words(note.entry.parts.values.get("label")),
    }  # fmt: skip


def _kind(kind: str, scene: Scene) -> str:
    key = f"kind.{kind}"
    return scene.texts(key) if key in scene.texts.texts else kind


@shows(router, "/ledger/{statement}/proof.json")
def proof(statement: str, scene: Looked) -> Response:
    """The proof of a statement, to be kept and checked offline."""
    found = proved(scene, scene.seen(), statement)
    if found is None:
        raise absent()
    text = json.dumps(found.proof, ensure_ascii=False, indent=1) + "\n"
    response = answer(scene, text, "application/json")
    response.headers["content-disposition"] = f'attachment; filename="proof-{found.note.id[:16]}.json"'
    return response


@shows(router, "/ledger/{statement}")
def one_statement(statement: str, scene: Looked) -> Response:
    """One statement: its fields, its place in its log, and the proof of both."""
    seen = scene.seen()
    found = proved(scene, seen, statement)
    if found is None:
        raise absent()
    office, label = log_words(str(found.proof["log"]))
    return page(
        scene, "statement.html.j2", seen=seen, here="ledger", id=found.note.id, proof=found.proof,
        statement=_row(found.note, scene, seen, showing(scene, seen)),
        holds=found.holds, withheld=found.withheld, office=seen.index.name(office), label=label,
        fields=[(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for name, value in found.fields],
        about=KINDS.get(found.note.kind, ""),
    )  # fmt: skip
