"""By whose count: what each origin's figures come to, and to which verdict they lead.

An origin that reports only some of the days has no count of its own of the whole: its figure is what results if it
is believed on the days that it reports, and everybody else on the others. Sentences say so.
"""

from collections.abc import Mapping, Sequence

from . import words
from .index import Index, Row
from .phrases import counted, state_piece, tally
from .text import Catalog, Line, Piece, as_line, join

FIGURES = 4
"""How many figures a sentence compares before it leads to the rest."""

Key = tuple[str, int | None]
"""A figure, and on how many days those who lead to it are believed; None: a count of the whole; 0: the figure tells it."""


def count_line(row: Row, index: Index, texts: Catalog, *, of: str) -> Line:
    """Which verdict follows from whose count; `of`: the form of the sentence that names the term."""
    by_state: dict[str, dict[Key, list[Line]]] = {}
    whole = _days(row, index)
    for one in _comparable(row):
        figures = by_state.setdefault(str(one["state"]), {})
        named = (Piece(_speaker(one, index, texts), ref=_first(one.get("because", ()), index)),)
        believed = _believed(one, whole)
        if believed and _daily(one):
            believed = 0
        told = figure(one, row, index, texts)
        if _also_since_the_start(one, row):
            told = texts("answer.counts.added", figure=told)
        figures.setdefault((told, believed), []).append(named)
    term, more = (
        (Piece(row["term"], ref=index.anchor("term", row["term"])),),
        index.anchor("term", row["term"]),
    )
    listed = {state: _figures(figures, texts, more) for state, figures in by_state.items()}
    if len(listed) == 1:
        [(state, counts)] = listed.items()
        key = "answer.counts.same" if len(row["origins"]) > 1 else "answer.counts.one"
        return texts.line(f"{key}{of}", term=term, state=state_piece(state, texts), counts=counts)
    groups = [
        texts.line("answer.counts.group", state=state_piece(state, texts), counts=counts)
        for state, counts in listed.items()
    ]
    return texts.line(
        f"answer.counts.differ{of}", term=term, groups=join(groups, texts.template("list.apart"))
    )


def _also_since_the_start(one: Row, row: Row) -> bool:
    """Whether these are days added up by an origin that counts since the start as well."""
    forms = {str(other.get("form")) for other in row["origins"] if other["origin"] == one["origin"]}
    return str(one.get("form")) == "increments" and "cumulative" in forms and not _daily(one)


def _daily(one: Row) -> bool:
    """Whether its figure is on how many days the term was kept."""
    return one.get("days_kept") is not None and one.get("form", "increments") == "increments"


def _days(row: Row, index: Index) -> int:
    """On how many days anybody counts."""
    counting = [one for one in row["origins"] if one.get("form", "increments") == "increments"]
    rows = [
        index.evidence[key] for one in counting for key in one.get("because", ()) if key in index.evidence
    ]
    dated = {
        one["valid_from"].astimezone(index.zone).date() for one in rows if one.get("valid_from") is not None
    }
    most = max((one.get("days_total") or 0 for one in counting), default=0)
    return max(len(dated), most, row.get("total_instances") or 0)


def _believed(one: Row, whole: int) -> int | None:
    """On how many days an origin is believed that does not count the whole; None where it does.

    Where days kept are told, they say of how many; there only one that counts half of the days or fewer is meant.
    """
    days: int | None = one.get("days_total")
    if days is None or one.get("form", "increments") != "increments":
        return None
    part = 2 * days <= whole if _daily(one) else days < whole
    return days if part else None


def _speaker(one: Row, index: Index, texts: Catalog) -> str:
    """Who counts: the party, and the organs of it that speak in these reports, by their own names."""
    origin, names = index.name(one["origin"]), index.names(one.get("names", ()))
    return (
        texts("speaker.for", names=words.listing([as_line(name) for name in names], texts), origin=origin)
        if names
        else origin
    )


def _first(ids: Sequence[str], index: Index) -> str | None:
    """Where the first of some rows stands, so that a figure leads to its report."""
    return next((index.piece(key).ref for key in ids), None)


def _comparable(row: Row) -> list[Row]:
    """The origins to compare in a sentence: a count of one day is left to the table where others count the week.

    Unless it alone leads to another verdict: then nobody may read that all counts agree.
    """
    origins: Sequence[Row] = row["origins"]
    if row.get("total_instances") is None:
        return list(origins)
    most = max((one.get("days_total") or 0 for one in origins), default=0)
    shown = [
        one
        for one in origins
        if one.get("form", "increments") != "increments" or 2 * (one.get("days_total") or 0) >= most
    ]
    agreed = len({str(one["state"]) for one in shown}) == 1
    return list(origins) if agreed and len({str(one["state"]) for one in origins}) > 1 else shown


def _figures(figures: Mapping[Key, Sequence[Line]], texts: Catalog, more: str | None) -> Line:
    """Figures with whose they are; counts of the whole first."""
    ordered = sorted(figures.items(), key=lambda item: item[0][1] is not None)
    lines = [_one_figure(key, names, texts) for key, names in ordered]
    return words.listing(lines, texts, limit=FIGURES, more=more)


def _one_figure(key: Key, names: Sequence[Line], texts: Catalog) -> Line:
    number, days = key
    if days is None:
        return texts.line("answer.counts.figure", figure=number, origins=join(names, ", "))
    if days == 0:
        return texts.line("answer.counts.believed.daily", figure=number, origins=words.either(names, texts))
    who = texts("answer.counts.it" if len(names) == 1 else "answer.counts.each")
    told = texts("answer.counts.day.one" if days == 1 else "answer.counts.day.many", n=str(days))
    return texts.line(
        "answer.counts.believed",
        figure=number,
        origins=words.either(names, texts),
        days=told,
        who=who,
    )


def figure(one: Row, row: Row, index: Index, texts: Catalog, *, exact: bool = False) -> str:
    """What one origin's count comes to: its total, or on how many days it was kept where it is owed by the day."""
    form = one.get("form", "increments")
    kept, total = one.get("days_kept"), one.get("days_total")
    if kept is not None and form == "increments":
        parts = tally({**row, "kept_instances": kept, "total_instances": total}, index, texts)
        return texts("count.days" if exact else "answer.counts.days", **parts)
    line = counted(
        {**row, "quantity": {"low": one["low"], "high": one["high"], "unit": row["quantity"]["unit"]}},
        index,
        texts,
        exact=exact,
    )
    key = {"average": "answer.counts.average", "cumulative": "answer.counts.total"}.get(form)
    return texts(key, figure=line) if key else line or texts("counted.none")
