"""Answers to the questions that a case asks, computed from its verdicts: the state, by which count, who disputes it.

An answer is a few short sentences, each with its links. It says what the verdicts say and nothing more: where
counts or readings lead to different verdicts it says that it depends on them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import words
from .carriers import cited, origins_line
from .counts import count_line
from .ends import end_line
from .index import Index, Row
from .names import people
from .phrases import (
    charge_lines,
    counted_line,
    due,
    has_count,
    kind_of,
    parts_of,
    state_piece,
    tally,
    target,
    told_reasons,
    unit_of,
)
from .reasons import aside_line, reason_line
from .text import Catalog, Line, Piece, catalog, join, plain

IDS = 4
"""How many reports a sentence cites before it leads to the rest."""

UNDECIDED = frozenset({"pending", "unknown", "disputed"})

FIGURES = 4
"""How many figures a sentence compares before it leads to the rest."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, or to several about the same terms."""

    asks: tuple[str, ...]
    lines: tuple[Line, ...]
    terms: tuple[str, ...]

    @property
    def ask(self) -> str:
        """The questions as they were asked."""
        return " ".join(self.asks)

    @property
    def text(self) -> str:
        """The answer in plain words.

        >>> Answer(("Was it kept?",), ((Piece("Kept", state="kept"), Piece(".")),), ("T1",)).text
        'Kept.'
        """
        return " ".join(plain(line) for line in self.lines)


def answer(question: Row, index: Index, locale: str = "en") -> Answer:
    """Answer one question from the verdicts on its terms.

    Parameters
    ----------
    question
        ``{"ask": "Was the release term kept?", "terms": ["T1"]}``.
    index
        The rows and names of the run.
    locale
        The language; so far ``"en"``.
    """
    texts = catalog(locale)
    rows = [index.summaries[term] for term in question["terms"] if term in index.summaries]
    lines: list[Line]
    if rows:
        lines = [*_ends(rows, index, texts), *_verdicts(rows, index, texts), *_counts(rows, index, texts)]
        lines += [
            *_why(rows, index, texts),
            *_other_side(rows, index, texts),
            *_existence(rows, index, texts),
        ]
    else:
        lines = [texts.line("answer.none")]
    stopped = tuple(line if plain(line).endswith(".") else (*line, Piece(".")) for line in lines)
    return Answer(asks=(str(question["ask"]),), lines=stopped, terms=tuple(row["term"] for row in rows))


def answers(questions: Iterable[Row], index: Index, locale: str = "en") -> list[Answer]:
    """Answer all questions; those about the same terms are answered together, where the first was asked."""
    asked: dict[tuple[str, ...], list[str]] = {}
    for question in questions:
        asked.setdefault(tuple(question["terms"]), []).append(str(question["ask"]))
    found = []
    for terms, asks in asked.items():
        one = answer({"ask": asks[0], "terms": terms}, index, locale)
        found.append(Answer(asks=tuple(asks), lines=one.lines, terms=one.terms))
    return found


def verdict_line(row: Row, index: Index, texts: Catalog, *, part: bool = False) -> Line:
    """The state of a term with its figure and its reports, short; `part`: as a part of a longer sentence."""
    kind, state = kind_of(row, index), str(row["state"])
    return texts.line(
        f"answer.part.{kind}" if part else f"answer.{kind}",
        state=state_piece(state, texts, title=not part),
        counted=counted_line(row, index, texts),
        target=target(row, index, texts, unit=kind == "recur" or not has_count(row)),
        due=due(row, index, texts, unit=not has_count(row)),
        **tally(row, index, texts, parts=parts_of(row, index)),
        by=origins_line(row, index, texts) if state == "broken" else None,
        ids=words.listing(cited(row, index), texts, limit=IDS, more=_anchor(row, index)),
    )


def _verdicts(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    if len(rows) == 1:
        return [verdict_line(rows[0], index, texts)]
    if _readings_of_one(rows):
        return [_readings(rows, index, texts)]
    said: dict[tuple[Line, Line], list[str]] = {}  # terms of which the same is to be told are told together
    for row in rows:
        obligor = people(index.terms.get(row["term"], {}).get("obligor", ()), index, texts)
        said.setdefault((obligor, verdict_line(row, index, texts, part=True)), []).append(row["term"])
    return [
        texts.line("answer.of", term=words.listing(index.pieces(terms), texts), obligor=obligor, line=line)
        for (obligor, line), terms in said.items()
    ]


def _readings_of_one(rows: Sequence[Row]) -> bool:
    """Whether these terms are readings of one term that exclude each other."""
    terms = {row["term"] for row in rows}
    return all(terms - {row["term"]} <= set(row.get("readings", ())) for row in rows)


def _readings(rows: Sequence[Row], index: Index, texts: Catalog) -> Line:
    """What each reading leads to; what all of them share is told once."""
    counts = {plain(counted_line(row, index, texts)) for row in rows}
    shared = counted_line(rows[0], index, texts) if len(counts) == 1 else None
    told: set[tuple[str, ...]] = set()
    lines = []
    for row in rows:
        because = tuple(row.get("because", ()))
        short = {
            **row,
            **({"quantity": None, "target": None} if shared else {}),
            **({"because": ()} if because in told else {}),
        }
        told.add(because)
        line = verdict_line(short, index, texts, part=True)
        lines.append(
            texts.line("answer.reading", term=_term(row, index), target=target(row, index, texts), line=line)
        )
    states = {str(row["state"]) for row in rows}
    key = "answer.readings.same" if len(states) == 1 else "answer.readings.differ"
    state = state_piece(states.pop(), texts, title=True)
    return texts.line(key, state=state, counted=shared, lines=join(lines, texts.template("list.apart")))


def _counts(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """By whose count: on each term for which origins give figures."""
    counted_rows = [row for row in rows if row.get("origins")]
    return [count_line(row, index, texts, of="" if len(rows) == 1 else ".of") for row in counted_rows]


def _why(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """Why a term is not decided: the first reason, told once for all terms that share it."""
    sharing: dict[Line, list[Row]] = {}
    for row in rows:
        if str(row["state"]) in UNDECIDED and told_reasons(row):
            sharing.setdefault(_first_reason([row], index, texts, aside=False), []).append(row)
    lines = {_first_reason(some, index, texts, aside=True): some for some in sharing.values()}
    if len(rows) == 1:
        return list(lines)
    return [
        texts.line(
            "answer.why", terms=words.listing(index.pieces([row["term"] for row in some]), texts), reason=line
        )
        for line, some in lines.items()
    ]


def _first_reason(rows: Sequence[Row], index: Index, texts: Catalog, *, aside: bool) -> Line:
    """The first reason of verdicts that share it, with what is on record and not counted of all of them."""
    context = [one for row in rows for one in row.get("context", ())] if aside else []
    first = {**rows[0], "context": context}
    return reason_line(told_reasons(first)[0], index, texts, unit=unit_of(first, index), row=first)


def _other_side(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """Who speaks against the verdict as it is, and who charges whom."""
    lines = [line for row in rows for line in _speakers(row, index, texts, alone=len(rows) == 1)]
    # Readings of one term carry the same charges: each is told once.
    charges = dict.fromkeys(
        line for row in rows for line in charge_lines(row, index, texts, key="answer.charge")
    )
    if charges:
        lines.append(texts.line("answer.charges", charges=join(charges, texts.template("list.apart"))))
    if not lines and all(str(row["state"]) == "kept" for row in rows):
        whole = [one for row in rows for one in (row, *index.parts.get(row["term"], ()))]
        aside = aside_line(whole, index, texts)
        lines = [texts.line("answer.against.aside" if aside else "answer.against.none", aside=aside)]
    return lines


def _speakers(row: Row, index: Index, texts: Catalog, *, alone: bool) -> list[Line]:
    broken = str(row["state"]) == "broken"
    if str(row["state"]) not in {"kept", "broken"} or (broken and row.get("origins")):
        return []  # whose count says what has been told already
    told = {charge["id"] for charge in row.get("charges", ())}
    told |= {key for one in row.get("origins", ()) for key in one.get("because", ())}
    ids = [key for key in row.get("supporting" if broken else "opposing", ()) if key not in told]
    by: dict[str, list[str]] = {}
    for key in ids:
        for name in index.origins([key])[:1]:
            by.setdefault(name, []).append(key)
    if not by:
        return []
    more = _anchor(row, index)
    who = [
        texts.line("answer.who", who=name, ids=words.listing(index.pieces(keys), texts, limit=IDS, more=more))
        for name, keys in by.items()
    ]
    side = "answer.for" if broken else "answer.against"
    return [
        texts.line(
            side if alone else f"{side}.of",
            term=_term(row, index),
            who=words.listing(who, texts, limit=FIGURES, more=more),
        )
    ]


def _existence(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    doubted = [
        row["term"]
        for row in rows
        if (index.terms.get(row["term"], {}).get("dispute") or {}).get("existence") == "disputed"
    ]
    if not doubted:
        return []
    key = "answer.existence" if len(doubted) == 1 else "answer.existence.many"
    return [texts.line(key, terms=words.listing(index.pieces(doubted), texts))]


def _ends(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """How the agreement stands, where a duty lasts as long as the agreement does."""
    lasting = [row for row in rows if kind_of(row, index) in {"refrain", "sustain"}]
    agreements = dict.fromkeys(
        index.terms[row["term"]]["agreement"] for row in lasting if row["term"] in index.terms
    )
    return [end_line(index.agreements[key], index, texts) for key in agreements if key in index.agreements]


def _term(row: Row, index: Index) -> Line:
    return (Piece(row["term"], ref=index.anchor("term", row["term"])),)


def _anchor(row: Row, index: Index) -> str | None:
    return index.anchor("term", row["term"])
