"""What proves a verdict, in words: the reports that suffice, what is missing, and what would turn it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import words
from .index import Index, Row
from .phrases import kind_of, state_piece, target, unit_of
from .text import Catalog, Line, Piece, catalog, join, plain

SHOWN = 12
"""How many reports a sentence names before it says how many more there are."""
TURNS = 3
"""How many ways to turn a verdict a sentence tells; the list of them gives all."""
MEANS = frozenset({"recur", "sustain", "respond"})
"""Kinds whose whole is judged by its parts: no one figure tells why it stands."""


def proof_sentence(row: Row, index: Index, locale: str = "en") -> str:
    """What proves a verdict and what would turn it, in words that can be quoted alone; empty without a proof.

    Examples
    --------
    >>> index = Index.of({"terms": [{"id": "T1", "kind": "achieve", "what": "release captives", "obligor": ["A"]}]})
    >>> proof = {"minimal": ("E1", "E2"), "without": ({"id": "E1", "state": "unknown"}, {"id": "E2", "state": "unknown"}),
    ...          "steps": {"low": Decimal(51), "high": Decimal(51)}}
    >>> proof_sentence({"term": "T1", "state": "kept", "quantity": {"low": 51, "high": 51, "unit": "person"}, "target": Decimal(50),
    ...                 "proof": proof, "flips": ({"without": ("E1",), "state": "unknown"},)}, index)
    'Kept because of E1 and E2 alone: 51 people, at least 50 due; without any one of them, it would be unknown. On the whole record it would be unknown without E1.'
    """
    texts = catalog(locale)
    lines = proof_lines(row, index, texts)
    return plain(join([*lines, *_turns(row, index, texts)], " "))


def proof_lines(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """The reports that suffice, and what is missing; what would turn it stands in its own list."""
    proof = row.get("proof")
    if not proof:
        return []
    state = state_piece(str(row["state"]), texts, title=True)
    lines = [_suffices(row, proof, state, index, texts)]
    if proof.get("missing"):
        lines.append(_missing(proof["missing"], row, index, texts))
    return lines


def _suffices(row: Row, proof: Row, state: Line, index: Index, texts: Catalog) -> Line:
    minimal = proof["minimal"]
    if not minimal:
        turned = any(flip.get("without") for flip in row.get("flips", ()))
        stays = None if turned or not row.get("because") else texts("proof.none.stays")
        return texts.line("proof.none", state=state, kept=stays)
    figures = _figures(row, proof, index, texts)
    if len(minimal) > SHOWN:
        ids, more = words.listing(index.pieces(minimal[:SHOWN]), texts), str(len(minimal) - SHOWN)
        return texts.line("proof.alone.of", state=state, ids=ids, n=more, **figures)
    ids = words.listing(index.pieces(minimal), texts)
    return texts.line("proof.alone", state=state, ids=ids, without=_without(proof, index, texts), **figures)


def _figures(row: Row, proof: Row, index: Index, texts: Catalog) -> dict[str, str | None]:
    """What those reports come to, and what was due."""
    steps = proof.get("steps")
    parted = row.get("instance") is None and kind_of(row, index) in MEANS
    if not steps or parted or row.get("obligor") or row.get("target") is None:
        return {"counted": None, "due": None}
    low, high = steps.get("low"), steps.get("high")
    if low is None or (not low and high is None):
        return {"counted": None, "due": None}
    due = target(row, index, texts, unit=False)
    key = "measure.allowed" if row.get("target_kind") == "at_most" else "measure.due"
    return {"counted": words.interval(low, high, unit_of(row, index), texts), "due": texts(key, target=due)}


def _without(proof: Row, index: Index, texts: Catalog) -> Line | None:
    """What each of them is needed for."""
    removals = proof.get("without", ())
    if len(removals) < len(proof["minimal"]):
        return None
    by: dict[str | None, list[str]] = {}
    for one in removals:
        by.setdefault(None if one.get("state") is None else str(one["state"]), []).append(one["id"])
    if len(by) == 1:
        (state,) = by
        key = "proof.without.one" if len(removals) == 1 else "proof.without.any"
        return texts.line(key, turns=_would(state, texts))
    told = [
        texts.line(
            "proof.without.each",
            ids=words.either(index.pieces(ids), texts),
            turns=_would(state, texts),
        )
        for state, ids in by.items()
    ]
    return join(told, ", ")


def _would(state: str | None, texts: Catalog) -> Line:
    if state is None:
        return texts.line("proof.turns.none")
    return texts.line("proof.turns", state=state_piece(state, texts))


def _missing(lack: Row, row: Row, index: Index, texts: Catalog) -> Line:
    amount = lack["amount"]
    return texts.line(
        "proof.missing",
        amount=_amount(amount, str(lack.get("unit") or unit_of(row, index)), texts),
        until=words.instant(lack.get("by"), index.zone, texts),
    )


def _amount(amount: Decimal, unit: str, texts: Catalog) -> str:
    return words.with_unit(words.number(amount, texts), amount, unit, texts)


def _turns(row: Row, index: Index, texts: Catalog) -> Iterator[Line]:
    flips: Sequence[Row] = row.get("flips", ())
    told = [_turn(flip, row, index, texts) for flip in flips[:TURNS]] if row.get("proof") else []
    if told:
        yield texts.line("proof.turn", turns=join(told, texts.template("list.apart")))


def _turn(flip: Row, row: Row, index: Index, texts: Catalog) -> Line:
    state = state_piece(str(flip["state"]), texts) if flip.get("state") else (Piece("?"),)
    if flip.get("needed") is not None:
        amount = _amount(flip["needed"], str(flip.get("unit") or unit_of(row, index)), texts)
        return texts.line(
            "proof.turn.needed",
            state=state,
            amount=amount,
            until=words.instant(flip.get("by"), index.zone, texts),
        )
    ids = words.without(flip, index.pieces(flip["without"]), texts)
    if not flip.get("state"):
        return texts.line("proof.turn.none", ids=ids)
    if flip.get("origin"):
        return texts.line("proof.turn.origin", state=state, origin=index.name(flip["origin"]), ids=ids)
    return texts.line("proof.turn.without", state=state, ids=ids)
