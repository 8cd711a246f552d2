"""What waits for an office, and what is overdue, in words."""

from troth.share.desk.agenda import overdue, waiting
from troth.share.report import words
from troth.share.report.monitor import named
from troth.share.report.names import people
from troth.share.report.phrases import state_piece
from troth.share.report.text import Catalog, Line

from .scene import Scene, Seen


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
        for one in waiting(seen.tables, scene.viewer)
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
