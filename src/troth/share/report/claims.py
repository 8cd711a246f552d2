"""The section on documents: what each says, of what kind it is, and what people decided of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .index import Row, Tables
from .section import Section, write
from .text import Catalog, catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One claim in words."""

    id: str
    kind: str
    text: str
    actor: str
    state: str


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section on documents from the table `claims` of a run."""
    texts = catalog(locale)
    by_doc: dict[str, list[ClaimView]] = {}
    for row in tables.get("claims", ()):
        by_doc.setdefault(str(row["doc"]), []).append(_view(row, texts))
    return Section(
        id="read-step",
        title=texts("head.read"),
        html=write("claims.html.j2", texts, documents=list(by_doc.items())),
        contents=(("read", texts("head.read")),),
    )


def _view(row: Row, texts: Catalog) -> ClaimView:
    actor: Sequence[str] = row["actor"]
    kind = texts(f"claim.{row['type']}")
    return ClaimView(
        id=str(row["id"]),
        kind=f"{kind} ({texts('claim.binding')})" if row["binding"] else kind,
        text=str(row["text"]),
        actor=", ".join(actor) or "\u2013",
        state=texts(f"claim.state.{str(row['state']).split()[-1]}"),
    )
