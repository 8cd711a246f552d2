"""What waits for an office, what is overdue and what is new, in words."""

from dataclasses import dataclass
from datetime import datetime

from troth.share.accounts import may
from troth.share.desk import feed
from troth.share.desk.agenda import overdue, waiting
from troth.share.desk.attention import arrivals, spoken_of, unheard
from troth.share.desk.inbox import waiting_for
from troth.share.report import words
from troth.share.report.monitor import named
from troth.share.report.names import people
from troth.share.report.phrases import state_piece
from troth.share.report.text import Catalog, Line

from .scene import Scene, Seen
from .talk import every, told, views_of

EXCERPT = 90
"""Letters of a message that the overview quotes."""
NAMED = 4
"""Reports that are named each."""
ADDRESSES = {
    "reports": "/reports", "messages": "/talk", "receipts": "/talk", "activities": "/alignment",
    "complaints": "/desk/complaints",
}  # fmt: skip
"""Where one reads more of what is new; of the rest in the ledger."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Something to look at: where it stands, and what it is."""

    url: str
    head: str
    text: str = ""
    at: str = ""
    named: tuple[tuple[str, str], ...] = ()
    """Names and addresses of single things behind it."""


def waiting_lines(scene: Scene, seen: Seen) -> list[Line]:
    """What waits for the viewer, one line each."""
    texts, index = scene.texts, seen.index
    return [
        texts.line(
            "waiting.line",
            term=named({"term": one.term}, index, texts),
            what=str(index.terms.get(one.term, {}).get("what", "")),
            whys=words.listing(
                [texts.line(f"waiting.{why}", at=words.instant(one.at, index.zone, texts)) for why in one.whys], texts
            ),
            ids=words.listing(index.pieces(one.because), texts, limit=4, more=index.anchor("term", one.term)),
        )
        for one in waiting(seen.tables, scene.viewer, replied=spoken_of(every(scene), scene.viewer))
    ]  # fmt: skip


def overdue_lines(seen: Seen, texts: Catalog) -> list[Line]:
    """What was due and is not seen to be kept, one line each."""
    index = seen.index
    return [
        texts.line(
            "overdue.line",
            term=named(row, index, texts),
            what=str(index.terms.get(row["term"], {}).get("what", "")),
            obligor=people(index.terms.get(row["term"], {}).get("obligor", ()), index, texts),
            at=words.instant(row.get("valid_to"), index.zone, texts),
            state=state_piece(str(row["state"]), texts),
        )
        for row in overdue(seen.tables)
    ]


def said_leads(scene: Scene) -> list[Lead]:
    """What others said to the viewer's office and it has neither acknowledged nor answered."""
    if not (scene.signed_in and scene.viewer == scene.caller.viewer and may(scene.caller.role, "post")):
        return []
    found = unheard(every(scene), scene.viewer)
    return [
        Lead(f"{view.about_url}#{view.subject}", f"{view.author}, {view.form}", _excerpt(view.text), f"{view.about_text}, {view.at}")
        for post in found
        for view in views_of([post], scene)
    ]  # fmt: skip


def complaint_leads(scene: Scene) -> list[Lead]:
    """The complaints that wait for the viewer's office now."""
    if not scene.signed_in or scene.viewer != scene.caller.viewer or scene.as_of is not None:
        return []
    texts = scene.texts
    return [
        Lead(
            f"{scene.links.to('/desk/complaints')}#c-{one.id}",
            f"{texts('kind.complaint')} {one.id}",
            at=texts("inbox.due", what=texts(f"inbox.due.{one.waits_for}"), at=told(one.due, scene)),
        )
        for one in waiting_for(scene.desk, scene.viewer, role=scene.caller.role)
    ]


def new_leads(scene: Scene, since: datetime) -> list[Lead]:
    """What others said since a time, as far as the viewer sees it: how much of each kind, and where it stands."""
    desk, links, texts = scene.desk, scene.links, scene.texts
    at = scene.as_of or desk.now()
    events = feed.after(
        desk.mirror, desk.sight(scene.viewer), feed.place_at(since), at, most=len(desk.mirror.notes)
    )
    found = arrivals((event.note for event in events), scene.viewer)
    return [
        Lead(
            links.to(ADDRESSES.get(kind, "/ledger")),
            texts(f"arrived.{kind}.{'one' if len(names) == 1 else 'many'}", n=str(len(names))),
            named=tuple((name, links.of("reports", name)) for name in names[-NAMED:])
            if kind == "reports"
            else (),
        )
        for kind, names in found.items()
    ]


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rsplit(' ', 1)[0]} …"
