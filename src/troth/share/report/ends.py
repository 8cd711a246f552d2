"""How an agreement stands or ended."""

from . import words
from .index import Index, Row
from .text import Catalog, Line

IDS = 4
"""How many reports a sentence cites before it leads to the rest."""


def end_line(status: Row, index: Index, texts: Catalog) -> Line:
    """How an agreement stands or ended; running out is a lapse, not a breach."""
    key = f"answer.end.{status['status']}"
    if status["status"] == "lapsed" and not status.get("ended_by") and _of_one_side(status, index):
        key = "answer.end.judged"
    return texts.line(
        key,
        start=words.instant(status.get("valid_from"), index.zone, texts),
        until=words.instant(status.get("valid_to"), index.zone, texts),
        first=words.instant(status.get("first_end"), index.zone, texts),
        extended=words.listing(index.pieces(dict.fromkeys(status.get("extended_by", ()))), texts, limit=IDS),
        ended=words.listing(index.pieces(dict.fromkeys(status.get("ended_by", ()))), texts, limit=IDS),
        earlier=_earlier(status, index, texts),
    )


def _of_one_side(status: Row, index: Index) -> bool:
    """Whether nothing in it was agreed with anybody: a window that ends is then no agreement that ran out."""
    own = [term for term in index.terms.values() if term.get("agreement") == status["agreement"]]
    return bool(own) and all(term.get("basis") == "unilateral" for term in own)


def _earlier(status: Row, index: Index, texts: Catalog) -> Line:
    """The reports that date the end before the one that follows from the extensions."""
    end = status.get("valid_to")
    rows = [index.evidence[key] for key in dict.fromkeys(status.get("ended_by", ())) if key in index.evidence]
    lines = []
    for row in rows:
        shown = words.dated(row.get("valid_from"), row.get("valid_from_precision"), index.zone, texts)
        same = words.dated(end, row.get("valid_from_precision"), index.zone, texts)
        start = row.get("valid_from")
        if start is not None and end is not None and start < end and shown != same:
            lines.append(texts.line("answer.end.earlier", id=(index.piece(row["id"]),), on=shown))
    return words.listing(lines, texts)
