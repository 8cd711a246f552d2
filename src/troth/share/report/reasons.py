"""Why a verdict is what it is, why a report was not counted, and what is not known: sentences for the codes."""

from collections.abc import Iterable

from . import words
from .index import Index, Row, summary
from .names import instance_name
from .text import Catalog, Line, as_line, join

UNITLESS = frozenset({"too_few_sources", "too_many_rows", "flip_not_reduced"})
"""Codes whose amount counts origins or rows, not what the term counts."""

NAMES = 12
"""How many days or terms a reason names before it says how many more there are; a table has them all."""

ASIDE = 4
"""How many reports that are not counted a sentence names before it says how many more there are."""


def reason_line(reason: Row, index: Index, texts: Catalog, *, unit: str = "", row: Row | None = None) -> Line:
    """Why the verdict is what it is; a code that has no text yet is named as it is.

    Parameters
    ----------
    reason
        A code with its rows and numbers.
    index, texts
        The run, and the language.
    unit
        What its amount counts.
    row
        The verdict that it is a reason of; without it nothing is said of what else is on record.

    Examples
    --------
    >>> from .text import catalog, plain
    >>> plain(reason_line({"code": "no_deadline"}, Index.of({}), catalog("en")))
    'It names no deadline, so no day on record can show that it was missed.'
    """
    if row is not None and str(reason["code"]) == "no_evidence":
        return _silence(row, index, texts)
    if row is not None and _around(reason, row):
        reason = {**reason, "code": "party_alone.around"}
    return _coded("reason", reason, index, texts, unit=unit)


def _around(reason: Row, row: Row) -> bool:
    """Whether what one side alone says is not the act or its denial, but what these turn on: what set it off, or allows it."""
    told = {
        *row.get("supporting", ()),
        *row.get("opposing", ()),
        *(one["id"] for one in row.get("charges", ())),
    }
    return reason["code"] == "party_alone" and bool(reason.get("ids")) and not told & set(reason["ids"])


def _silence(row: Row, index: Index, texts: Catalog) -> Line:
    """That nothing counts, said so that what is on record and not counted is not denied."""
    parts = index.parts.get(row["term"], ()) if summary(row) else ()
    term = index.terms.get(row["term"], {})
    family = "reason.no_evidence.respond" if str(term.get("kind")) == "respond" else "reason.no_evidence"
    if parts and (row.get("because") or row.get("kept_instances")):
        return texts.line(f"{family}.some")
    named = any(row["term"] in (one.get("terms") or ()) for one in index.evidence.values())
    if summary(row) and not named and not row.get("context"):
        return texts.line("reason.no_evidence.none")
    key = family if summary(row) else texts.first(f"{family}.part", family)
    return texts.line(key, aside=aside_line([row, *parts], index, texts))


def aside_line(rows: Iterable[Row], index: Index, texts: Catalog) -> Line:
    """The reports on record that are not counted, and why; empty where there are none."""
    by: dict[str, dict[str, None]] = {}
    for one in (one for row in rows for one in row.get("context", ())):
        by.setdefault(context_line(one, texts), {})[one["id"]] = None
    if not by:
        return ()
    groups = [
        texts.line("aside.why", ids=words.listing(index.pieces(ids), texts, limit=ASIDE), why=why)
        for why, ids in by.items()
    ]
    many = len({key for ids in by.values() for key in ids})
    return texts.line(
        "aside.one" if many == 1 else "aside.many",
        n=str(many),
        groups=join(groups, texts.template("list.apart")),
    )


def open_lines(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """What is not known, as far as the reasons tell."""
    known = [reason for reason in row.get("reasons", ()) if f"open.{reason['code']}" in texts.texts]
    unit = str((row.get("quantity") or {}).get("unit") or "")
    return [_coded("open", reason, index, texts, unit=unit) for reason in known]


def _coded(family: str, reason: Row, index: Index, texts: Catalog, *, unit: str) -> Line:
    amount, code = reason.get("amount"), str(reason["code"])
    measured = "" if code in UNITLESS else "day" if code == "extended" else unit
    names = [_name_or_id(name, index, texts) for name in reason.get("names", ())]
    return texts.line(
        texts.first(f"{family}.{code}", f"{family}.other"),
        code=code,
        aside=None,
        ids=words.listing(index.pieces(reason.get("ids", ())), texts),
        at=words.instant(reason.get("at"), index.zone, texts),
        amount=None
        if amount is None
        else words.with_unit(words.number(amount, texts), amount, measured, texts),
        names=words.listing(names, texts, limit=NAMES if len(names) > NAMES + 1 else 0),
    )


def _name_or_id(name: str, index: Index, texts: Catalog) -> Line:
    if name in index.terms or name in index.evidence:
        return (index.piece(name),)
    return as_line(
        index.parties[name]["name"] if name in index.parties else instance_name(name, index, texts)
    )


def context_line(context: Row, texts: Catalog) -> str:
    """Why a row that names the term is not counted."""
    code = str(context["why"])
    return texts(texts.first(f"context.{code}", "context.other"), code=code)
