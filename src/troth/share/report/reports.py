"""Reports and sources as a page shows them: what is said, who says so, when, and where it can be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import words
from .index import Index, Row
from .text import Catalog, Line, Piece, as_line, join
from .usage import Use, term_piece

WEB = re.compile(r"https?://[^\s\"'<>\\]+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """One row of evidence."""

    id: str
    anchor: str | None
    when: str
    said: str
    form: str
    who: str
    published: str
    url: str
    source: Piece
    used: tuple[Line, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source."""

    id: str
    anchor: str | None
    publisher: str
    kind: str
    published: str
    url: str
    licence: str
    rows: Line


def safe_url(url: object) -> str:
    """The address if it is one of the web; empty for anything that a click could run.

    >>> safe_url("https://www.ochaopt.org/content/update-49"), safe_url("javascript:alert(1)")
    ('https://www.ochaopt.org/content/update-49', '')
    """
    text = str(url or "").strip()
    return text if WEB.match(text) else ""


def report(row: Row, index: Index, texts: Catalog, used: Iterable[Use] = ()) -> Report:
    """One row of evidence with its source."""
    source = index.source_of(row)
    key = str(source.get("id") or row.get("source") or row.get("source_id") or "")
    return Report(
        id=str(row["id"]),
        anchor=index.anchor("evidence", str(row["id"])),
        when=words.span(
            row.get("valid_from"), row.get("valid_to"), row.get("valid_from_precision"), index.zone, texts
        ),
        said=said(row, index, texts),
        form=texts(f"form.{row['form']}"),
        who=who(row, index, texts),
        published=published(source, index, texts),
        url=safe_url(source.get("url")),
        source=Piece(key, ref=index.anchor("source", key)),
        used=tuple(_used(used, index, texts)),
        note=str(row.get("note") or ""),
    )


def said(row: Row, index: Index, texts: Catalog) -> str:
    """What a row says happened, in its own words."""
    quantity = row.get("quantity")
    amount = (
        "" if quantity is None else words.interval(quantity["low"], quantity["high"], quantity["unit"], texts)
    )
    actors = [
        as_line(name) for name in index.names(part.strip() for part in str(row.get("actor") or "").split(";"))
    ]
    return texts(
        "evidence.said",
        actor=words.listing([one for one in actors if one], texts),
        event=str(row.get("event") or row["id"]),
        amount=amount,
        category=str(row.get("category") or ""),
        place=str(row.get("place") or ""),
    )


def who(row: Row, index: Index, texts: Catalog) -> str:
    """Who says so: the publisher, and whom it cites."""
    publisher = str(index.source_of(row).get("publisher") or row.get("source") or "")
    cited = words.listing([as_line(name) for name in index.names(row.get("attributed_to") or ())], texts)
    return texts("evidence.by", publisher=publisher, cited=cited) if cited else publisher


def published(source: Row, index: Index, texts: Catalog) -> str:
    """When a source was published, as precisely as that is known."""
    return words.published(source.get("recorded_at"), source.get("recorded_at_precision"), index.zone, texts)


def _used(uses: Iterable[Use], index: Index, texts: Catalog) -> Iterable[Line]:
    """What a row was used for; terms that it was used for in the same way are named together."""
    alike: dict[tuple[str, str], list[Line]] = {}
    for use in uses:
        alike.setdefault((use.role, use.why), []).append(term_piece(use.term, index))
    for (role, code), terms in alike.items():
        why = texts.line(texts.first(f"context.{code}", "context.other"), code=code)
        yield texts.line(f"evidence.{role}", term=join(terms, ", "), why=why)


def source_view(row: Row, index: Index, texts: Catalog) -> SourceView:
    """One source with the rows that rest on it."""
    key = str(row["id"])
    rest = [
        name for name, one in index.evidence.items() if (one.get("source") or one.get("source_id")) == key
    ]
    rest += [name for name, one in index.terms.items() if one.get("source") == key]
    return SourceView(
        id=key,
        anchor=index.anchor("source", key),
        publisher=str(row.get("publisher") or ""),
        kind=str(row.get("kind") or ""),
        published=published(row, index, texts),
        url=safe_url(row.get("url")),
        licence=str(row.get("licence") or ""),
        rows=join(index.pieces(rest), ", "),
    )
