"""What an undecided term still asks for, in words: whether it can be kept, what is missing, the rates, the time left."""

from collections.abc import Mapping
from decimal import Decimal

from . import words
from .index import Index, Row
from .names import instance_name
from .reasons import reason_line
from .text import Catalog, Line, Piece, as_line, catalog, join, plain

TOLD = frozenset({"window_open", "instance_broken", "limit_exceeded", "instance_undecided"})
"""Codes that the main sentence of an outlook tells."""

LISTED = 6
"""Days or rows that an outlook names before the rest is only counted; the verdict names all."""


def outlook_sentence(row: Row, index: Index, locale: str = "en") -> str:
    """What an outlook says, in words that can be quoted beside the sentence of its verdict.

    Parameters
    ----------
    row
        A row of the table `outlook`.
    index
        The rows and names of the same run.
    locale
        The language; so far ``"en"``.

    Examples
    --------
    >>> half = {"low": Decimal(24), "high": Decimal(24), "unit": "person"}
    >>> rate = {"low": Decimal("13.39"), "high": Decimal("13.40"), "unit": "person/day"}
    >>> outlook_sentence({"term": "T1", "can_be_kept": "yes", "missing": half, "required": rate}, Index.of({}))
    'It can still be kept. Still missing: 24 people. Needed from here on: 13.4 people a day.'
    """
    return plain(join(outlook_lines(row, index, catalog(locale)), " "))


def outlook_lines(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """The sentences of an outlook with their links."""
    lines = [_can(row, index, texts)]
    if row["can_be_kept"] != "no":
        lines += [_missing(row, index, texts), _rates(row, index, texts), _kept_by(row, index, texts)]
        lines.append(_latest(row, index, texts))
    lines += [
        reason_line(reason, index, texts, unit=_unit(row))
        for reason in row.get("reasons", ())
        if reason["code"] not in TOLD
    ]
    return [line for line in lines if line]


def _can(row: Row, index: Index, texts: Catalog) -> Line:
    said: dict[str, Line] = {"names": (), "ids": ()}
    for reason in row.get("reasons", ()):
        if reason["code"] in TOLD:
            names = [as_line(instance_name(name, index, texts)) for name in _known(reason, index)]
            said["names"] = said["names"] or words.listing(
                [*names, *_rows(reason, index)], texts, limit=LISTED
            )
            said["ids"] = said["ids"] or words.listing(
                index.pieces(reason.get("ids", ())), texts, limit=LISTED
            )
    kind = index.terms.get(row["term"], {}).get("kind", "")
    can = f"outlook.{row['can_be_kept']}"
    return texts.line(texts.first(f"{can}.{kind}", can), **said)


def _known(reason: Row, index: Index) -> list[str]:
    return [name for name in reason.get("names", ()) if name not in index.evidence]


def _rows(reason: Row, index: Index) -> list[Line]:
    return [(index.piece(name),) for name in reason.get("names", ()) if name in index.evidence]


def _missing(row: Row, index: Index, texts: Catalog) -> Line:
    missing, margin = row.get("missing"), row.get("margin")
    until = words.instant(row.get("until"), index.zone, texts)
    if missing is not None and missing.get("high"):
        when = until if row.get("required") is None else ""
        return texts.line("outlook.missing", missing=amount(missing, texts), until=when)
    if margin is not None and margin.get("high"):
        return texts.line("outlook.margin", margin=amount(margin, texts), until=until)
    return ()


def _rates(row: Row, index: Index, texts: Catalog) -> Line:
    required, missing = row.get("required"), row.get("missing")
    if required is None or not required.get("high"):
        return ()
    few = missing is not None and missing["high"] <= 1  # one thing is owed by a time, and at no rate
    may_miss = row.get("may_miss")
    spare = "" if may_miss is None or not may_miss["high"] else amount(may_miss, texts)
    return texts.line(
        "outlook.by" if few else "outlook.rate",
        required=amount(required, texts),
        until=words.instant(row.get("until"), index.zone, texts),
        observed="" if row.get("observed") is None else amount(row["observed"], texts),
        recent="" if row.get("recent") is None else amount(row["recent"], texts),
        may_miss=spare,
    )


def _kept_by(row: Row, index: Index, texts: Catalog) -> Line:
    """When the rest would be reached at the rate so far."""
    missing = row.get("missing") or {}
    earliest, latest = row.get("kept_by_earliest"), row.get("kept_by_latest")
    if latest is None or (missing.get("high") or 0) <= 1:
        return ()
    known = earliest is not None and missing.get("low") and earliest != latest
    return texts.line(
        "outlook.kept_by",
        earliest=words.instant(earliest, index.zone, texts) if known else "",
        latest=words.instant(latest, index.zone, texts),
    )


def _latest(row: Row, index: Index, texts: Catalog) -> Line:
    until, latest = row.get("until"), row.get("latest_until")
    if until is None or latest is None or latest <= until:
        return ()
    return texts.line("outlook.latest", latest=words.instant(latest, index.zone, texts))


def _unit(row: Row) -> str:
    return str((row.get("missing") or row.get("margin") or {}).get("unit") or "")


def amount(quantity: Mapping[str, object], texts: Catalog) -> str:
    """An amount in words, of which nothing may be left: its least is then not worth saying.

    >>> amount({"low": Decimal(0), "high": Decimal(24), "unit": "person"}, catalog("en"))
    'at most 24 people'
    """
    low, high, unit = quantity["low"], quantity["high"], str(quantity["unit"])
    assert isinstance(low, Decimal)  # noqa: S101 - the record's own type
    if isinstance(high, Decimal) and not low and high:
        return words.with_unit(texts("count.most", high=words.number(high, texts)), high, unit, texts)
    return words.interval(low, high if isinstance(high, Decimal) else None, unit, texts)


def outlook_name(row: Row, index: Index, texts: Catalog) -> Line:
    """Which term, day or obligor's part an outlook is of."""
    name = (Piece(row["term"], ref=index.anchor("term", row["term"])),)
    part = row.get("obligor") or row.get("instance")
    if not part:
        return name
    said = index.name(part) if row.get("obligor") else instance_name(part, index, texts)
    return texts.line("instance.of", term=name, when=said)


def outlook_views(term: str, index: Index, texts: Catalog) -> list[Line]:
    """One line for a whole term, and one for each of its running days, open events and obligors."""
    return [
        texts.line(
            "outlook.of" if row.get("instance") else "outlook.whole",
            name=outlook_name(row, index, texts),
            said=join(outlook_lines(row, index, texts), " "),
        )
        for row in index.outlooks.get(term, ())
    ]
