"""What a verdict says in words: its sentence, its reasons, what would change it, what is not known.

Everything is written from codes and numbers; nothing here knows a case. A charge is always what somebody says.
"""

from collections.abc import Sequence
from decimal import Decimal

from . import words
from .carriers import origins_line
from .index import Index, Row, summary
from .names import instance_name, people
from .reasons import reason_line
from .text import Catalog, Line, Piece, Value, as_line, catalog, join, plain

TOLD = frozenset(
    {
        "target_met",
        "short_of_target",
        "limit_exceeded",
        "window_open",
        "instance_broken",
        "all_instances_kept",
        "lapsed_nothing_owed",
        "extended",
        "within_tolerance",
    }
)
"""Codes that the main sentence already tells in numbers; as reasons they are listed all the same."""

DAY = 86_400
"""Seconds."""

STANDS_NAMED = 6
"""How many reports of one party a line about its interest names before it says how many more there are."""

REASONS_TOLD = 2
"""How many reasons the sentence gives; the list of reasons gives all."""


def sentence(row: Row, index: Index, locale: str = "en") -> str:
    """What a verdict says, in words that can be quoted alone.

    Parameters
    ----------
    row
        A row of the table `verdicts`.
    index
        The rows and names of the same run.
    locale
        The language; so far ``"en"``.

    Raises
    ------
    UnknownLocaleError
        If there is no catalog for `locale`.

    Examples
    --------
    >>> index = Index.of({"terms": [{"id": "T1", "kind": "achieve", "what": "release captives", "obligor": ["A"]}]})
    >>> sentence({"term": "T1", "state": "kept", "quantity": {"low": Decimal(50), "high": Decimal(51), "unit": "person"},
    ...           "target": Decimal(50)}, index)
    'T1 (“release captives”, owed by A) was kept: 50 to 51 people counted, at least 50 due.'
    """
    return plain(lines_of(row, index, catalog(locale)))


def lines_of(row: Row, index: Index, texts: Catalog) -> Line:
    """The sentence of a verdict with its links."""
    parts = [_main(row, index, texts), *_about_the_term(row, index, texts)]
    told = told_reasons(row)[:REASONS_TOLD]
    parts += [reason_line(reason, index, texts, unit=_unit(row), row=row) for reason in told]
    named = {key for reason in told for key in reason.get("ids", ())}
    charges = [charge for charge in row.get("charges", ()) if charge["id"] not in named]
    parts += charge_lines({**row, "charges": charges}, index, texts)
    if still_provisional(row, index):
        parts.append(
            texts.line("extra.provisional", until=words.instant(row["provisional_until"], index.zone, texts))
        )
    return join([part for part in parts if part], " ")


def told_reasons(row: Row) -> list[Row]:
    """The reasons that say more than the numbers of the sentence do."""
    return [reason for reason in row.get("reasons", ()) if reason["code"] not in TOLD]


def still_provisional(row: Row, index: Index) -> bool:
    """Whether later reports are still awaited as of the picture's time."""
    until, as_of = row.get("provisional_until"), index.case.get("as_of")
    return bool(until and (as_of is None or as_of < until))


def _main(row: Row, index: Index, texts: Catalog) -> Line:
    kind, state = kind_of(row, index), str(row["state"])
    key = texts.first(f"main.{kind}.{state}", f"main.{state}")
    return texts.line(
        key,
        subject=subject(row, index, texts),
        measure=measure(row, index, texts) if counts_anything(row) else None,
        by=origins_line(row, index, texts),
    )


def subject(row: Row, index: Index, texts: Catalog) -> Line:
    """Which duty is meant: the term, a day of it, or one obligor's part of it."""
    term = index.terms.get(row["term"])
    name = (Piece(row["term"], ref=index.anchor("term", row["term"])),)
    if term is None:
        return name
    common: dict[str, Value] = {"term": name, "what": str(term["what"])}
    owing = people(term["obligor"], index, texts)
    if row.get("obligor") == row.get("instance") and row.get("obligor"):
        return texts.line("subject.part", obligor=index.name(row["obligor"]), **common)
    if row.get("instance") and row["instance"] != row.get("obligor"):
        return _instance_subject(row["instance"], {**common, "obligor": owing}, index, texts)
    return texts.line(
        "subject.term", obligor=owing, beneficiary=people(term.get("beneficiary", ()), index, texts), **common
    )


def _instance_subject(instance: str, common: dict[str, Value], index: Index, texts: Catalog) -> Line:
    if instance in index.evidence:
        return texts.line("subject.event", when=(index.piece(instance),), **common)
    key = "subject.span" if "/" in instance else "subject.day"
    return texts.line(key, when=instance_name(instance, index, texts), **common)


def kind_of(row: Row, index: Index) -> str:
    """The kind of the term of a verdict; a term that is not in this picture reads like *achieve*."""
    return str(index.terms.get(row["term"], {}).get("kind", "achieve"))


def measure(row: Row, index: Index, texts: Catalog) -> Line:
    """What was counted and what was due."""
    kind = kind_of(row, index)
    part = row.get("instance") is not None
    key = texts.first(f"measure.day.{kind}", "measure.day") if part else f"measure.{kind}"
    return texts.line(
        key,
        counted=counted_line(row, index, texts),
        target=target(row, index, texts, unit=not counted_line(row, index, texts)),
        due=due(row, index, texts, unit=not has_count(row)),
        until=words.instant(row.get("valid_to"), index.zone, texts),
        **tally(row, index, texts, parts=parts_of(row, index)),
    )


def parts_of(row: Row, index: Index) -> Sequence[Row]:
    """The days or events of the verdict on a whole term; of any other verdict none."""
    return index.parts.get(row["term"], ()) if summary(row) else ()


def tally(row: Row, index: Index, texts: Catalog, *, parts: Sequence[Row] = ()) -> dict[str, Value]:
    """How many days or times were kept, of how many, what each of them is called, and how many are unknown.

    Parameters
    ----------
    parts
        The verdicts on the days or times, where it is to be said of how many nothing is known.
    """
    kept, total = row.get("kept_instances"), row.get("total_instances")
    period = "day" if _period(row, index) == DAY else "time"
    form = "many" if total is None else texts.form(Decimal(total))
    whole = texts(f"times.{period}.{form}", n=str(total)) if total else None
    unknown = sum(str(part["state"]) == "unknown" and not part.get("obligor") for part in parts)
    if whole and unknown:
        whole = texts("times.unknown", total=whole, n=str(unknown))
    return {"kept": None if kept is None else str(kept), "total": whole}


def _period(row: Row, index: Index) -> int | None:
    term = index.terms.get(row["term"], {})
    if kind_of(row, index) == "recur" and not term.get("recur"):
        return DAY  # what nobody says is daily
    every = (term.get("recur") or {}).get("every") or {}
    if every.get("months"):
        return None
    return int(every.get("days") or 0) * DAY + int(every.get("seconds") or 0)


def counted_line(row: Row, index: Index, texts: Catalog) -> Line:
    """The count with its words; of a duty to refrain, whose acts are counted. Empty where nothing is to be counted."""
    kind, target_ = kind_of(row, index), row.get("target")
    if kind == "recur" and summary(row) and (not has_count(row) or (target_ is not None and target_ <= 1)):
        return ()  # an average list a day would say less than on how many days one was given
    if target_ is None and not has_count(row):
        return ()
    own = kind == "refrain" or (kind == "recur" and summary(row))
    family = f"counted.{kind}" if own else "counted"
    term = index.terms.get(row["term"], {})
    obligor = people([row["obligor"]] if row.get("obligor") else term.get("obligor", ()), index, texts)
    if has_count(row):
        form = "least" if kind == "recur" and own and _least_counts(term) else "some"
        return texts.line(f"{family}.{form}", count=counted(row, index, texts), obligor=obligor)
    return texts.line(f"{family}.{'open' if kind == 'refrain' and _acts(row) else 'none'}", obligor=obligor)


def _least_counts(term: Row) -> bool:
    """Whether the figure of the whole is that of the time that has least, and no mean: at events, and in sliding days."""
    return bool((term.get("recur") or {}).get("at")) or (term.get("window") or {}).get("day") == "sliding"


def _acts(row: Row) -> set[str]:
    """The acts of who owes that others than an adverse party tell of, whether or not they were forbidden then."""
    return {*row.get("opposing", ())} - {one["id"] for one in row.get("charges", ())}


def has_count(row: Row) -> bool:
    """Whether the reports give any count; from nothing to anything is none."""
    quantity = row.get("quantity") or {}
    return bool(quantity.get("low")) or quantity.get("high") is not None


def counts_anything(row: Row) -> bool:
    """Whether there is a number to tell: a count, a target, or days kept."""
    return has_count(row) or row.get("target") is not None or row.get("total_instances") is not None


def _unit(row: Row) -> str:
    return str((row.get("quantity") or {}).get("unit") or "")


def unit_of(row: Row, index: Index) -> str:
    """The unit that a verdict counts in; happenings are counted as events."""
    counts = (index.terms.get(row["term"], {}).get("measure") or {}).get("count")
    return _unit(row) or ("event" if counts == "events" else "")


def counted(row: Row, index: Index, texts: Catalog, *, exact: bool = False) -> str:
    """The interval that the reports give; empty where they give none. A sentence rounds it outwards, a table does not."""
    if not has_count(row):
        return ""
    low, high = row["quantity"]["low"], row["quantity"]["high"]
    if not exact:
        low, high = words.outwards(low, high, row.get("target"))
    return words.interval(low, high, unit_of(row, index), texts)


def target(row: Row, index: Index, texts: Catalog, *, unit: bool = True) -> str:
    """What was due, or the limit; `unit` false where a count beside it names the unit."""
    named = unit_of(row, index) if unit else ""
    return words.owed(row.get("target"), row.get("target_kind", "at_least"), named, texts)


def due(row: Row, index: Index, texts: Catalog, *, unit: bool = True) -> str:
    """What was due, and by when; empty where the term names no quantity."""
    owing = target(row, index, texts, unit=unit)
    until = words.instant(row.get("valid_to"), index.zone, texts)
    return texts("due.by" if until else "due.undated", target=owing, until=until) if owing else ""


def _about_the_term(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """That the term itself is disputed: told on the summary, not on each of its days."""
    term = index.terms.get(row["term"])
    if term is None or not summary(row) or not row.get("disputed"):
        return []
    dispute = term.get("dispute") or {}
    lines = []
    if dispute.get("existence") == "disputed":
        sides = {
            side: people(dispute.get(f"{side}_by", ()), index, texts) for side in ("asserted", "contested")
        }
        lines.append(texts.line("extra.existence", **sides))
    if row.get("readings"):
        lines.append(texts.line("extra.reading", others=words.listing(index.pieces(row["readings"]), texts)))
    return lines


def charge_lines(row: Row, index: Index, texts: Catalog, *, key: str = "extra.charge") -> list[Line]:
    """What one party says against another, in the order of who says it."""
    by: dict[tuple[str, ...], list[str]] = {}
    idle = {one["id"] for one in row.get("context", ())} if key != "extra.charge" else set()
    for charge in row.get("charges", ()):
        if charge["id"] in idle:
            continue  # about a time in which nothing is judged: the term's own page tells of it
        by.setdefault(tuple(index.names(charge["by"])), []).append(charge["id"])
    term = index.terms.get(row["term"], {})
    return [
        texts.line(
            key,
            by=words.listing([as_line(name) for name in who], texts),
            obligor=people(term.get("obligor", ()), index, texts),
            ids=words.listing(index.pieces(ids), texts),
        )
        for who, ids in by.items()
    ]


STANDS = ("own_figures", "admission", "concession", "self_report", "charge")
"""How a party stands to what it says: what is not in its own favour first."""
FIGURES = frozenset({"tally", "at_least", "cumulative", "average"})
"""Forms of a count: who publishes one owns to nothing by it."""


def interest_lines(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """In whose interest the parties speak, in the rows that count."""
    told: dict[str, dict[str, list[str]]] = {}
    for one in row.get("interests", ()):
        told.setdefault(_stands(one, index), {}).setdefault(one["origin"], []).append(one["id"])
    return [
        texts.line(
            f"interest.{stands}",
            by=index.name(origin),
            ids=words.listing(index.pieces(ids), texts, limit=STANDS_NAMED),
        )
        for stands in STANDS
        for origin, ids in told.get(stands, {}).items()
    ]


def _stands(interest: Row, index: Index) -> str:
    """How it is told: a count that is not in its origin's favour is called by what it is, its own figures."""
    form = index.evidence.get(interest["id"], {}).get("form")
    stands = str(interest["stands"])
    return "own_figures" if stands == "admission" and form in FIGURES else stands


def flip_lines(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """What would change the verdict."""
    return [_flip(flip, row, index, texts) for flip in row.get("flips", ())]


def _flip(flip: Row, row: Row, index: Index, texts: Catalog) -> Line:
    state = flip.get("state")
    named = state_piece(str(state), texts) if state else None
    if flip.get("without"):
        ids = words.without(flip, index.pieces(flip["without"]), texts)
        key = "flip.gone" if named is None else "flip.origin" if flip.get("origin") else "flip.without"
        return texts.line(key, ids=ids, state=named, origin=index.name(flip.get("origin") or ""))
    needed = flip.get("needed") or Decimal(0)
    amount = words.with_unit(
        words.number(needed, texts), needed, flip.get("unit") or unit_of(row, index), texts
    )
    until = words.instant(flip.get("by"), index.zone, texts)
    return texts.line("flip.needed" if named else "flip.needed.open", needed=amount, until=until, state=named)


def state_piece(state: str, texts: Catalog, *, title: bool = False) -> Line:
    """A state by its name, marked as such."""
    return (Piece(texts(f"State.{state}" if title else f"state.{state}"), state=state),)
