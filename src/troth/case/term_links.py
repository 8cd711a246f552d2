"""What a term says of parties, sources and other terms."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from troth.records.term import Kind, Selector, Term

from .folder import Folder
from .links import arrows, circles, known, note
from .model import Case, Row
from .problems import Problems, did_you_mean, listed

Terms = Mapping[str, Term]


_KEPT = ("condition.term", "reparation.term")
"""What is owed because of a breach looks at the breach before it is repaired, so a reparation may depend on it."""


def check_terms(problems: Problems, rows: Sequence[Row[Term]], folder: Folder, case: Case) -> None:
    """Note every reference of a term that leads nowhere, or back to itself."""
    terms = {row.record.id: row.record for row in rows}
    publishers = speakers(case)
    for row in rows:
        term = row.record
        for field, names in _named(term).items():
            known(folder, row, field, names, "party")
        known(folder, row, "source", [term.source], "source")
        _check_coverage(folder, row, publishers)
        for field, other in references(term):
            known(folder, row, field.replace("breach", "term"), [other], "term")
        _check_ratio(problems, row, terms)
        _check_unit(problems, row)
        _check_occasions(problems, row)
    _check_circles(problems, rows)


def _check_circles(problems: Problems, rows: Sequence[Row[Term]]) -> None:
    """States depend on states, ends on ends, targets on targets: none of them may lead back to itself."""
    told: set[frozenset[str]] = set()
    for fields in (("window.during",), ("target.ratio.of",), ("condition.term", "condition.breach"), _KEPT):
        links = {
            row.record.id: [other for name, other in references(row.record) if name in fields] for row in rows
        }
        named = {
            (row.record.id, other): name
            for row in rows
            for name, other in references(row.record)
            if name in fields
        }
        for row, way in circles(rows, links):
            if frozenset(way) in told:
                continue
            told.add(frozenset(way))
            field = named[way[0], (*way[1:], way[0])[0]].replace("breach", "term")
            remedy = "take one of these references out"
            note(
                problems,
                row,
                field,
                found=arrows(way),
                expected="a term that does not depend on itself",
                remedy=remedy,
            )


def speakers(case: Case) -> frozenset[str]:
    """Every name, in small letters, by which a source of the case or one of its parties goes."""
    names = {name for row in case.parties for name in (row.record.id, row.record.name, *row.record.aliases)}
    names |= {
        name for row in case.sources for name in (row.record.id, row.record.publisher, *row.record.origin)
    }
    return frozenset(name.casefold() for name in names)


def references(term: Term) -> Iterator[tuple[str, str]]:
    """The other terms that a term depends on, each with the key that names it."""
    if term.window.during:
        yield "window.during", term.window.during
    if term.target.ratio:
        yield "target.ratio.of", term.target.ratio.of
    for condition in term.condition:
        yield "condition.term" if condition.state == "kept" else "condition.breach", condition.term
    if term.reparation:
        yield "reparation.term", term.reparation.term


def _named(term: Term) -> Mapping[str, Sequence[str]]:
    return {
        "obligor": term.obligor,
        "beneficiary": term.beneficiary,
        "dispute.asserted_by": term.dispute.asserted_by,
        "dispute.contested_by": term.dispute.contested_by,
    }


def _check_coverage(folder: Folder, row: Row[Term], publishers: Collection[str]) -> None:
    for coverage in row.record.coverage:
        if coverage.source.casefold() not in publishers and not folder.knows(
            "source", "sources", coverage.source
        ):
            remedy = did_you_mean(
                coverage.source, publishers, f"known sources: {listed(folder.ids('source'))}"
            )
            note(
                folder.problems,
                row,
                "coverage.source",
                found=coverage.source,
                expected="a source, publisher or party",
                remedy=remedy,
            )
        known(folder, row, "coverage.full_set_for", set(coverage.full_set_for) - {"*"}, "party")
        start, end = coverage.valid_from, coverage.valid_to
        if start and end and end <= start:
            expected = f"a time after `from` ({start.isoformat()})"
            note(
                folder.problems,
                row,
                "coverage.until",
                found=end.isoformat(),
                expected=expected,
                remedy="swap the two or correct one",
            )


def _check_ratio(problems: Problems, row: Row[Term], terms: Terms) -> None:
    ratio = row.record.target.ratio
    other = terms.get(ratio.of) if ratio else None
    if other is None:
        return
    own, theirs = row.record.measure.unit, other.measure.unit
    if own != theirs:
        note(
            problems, row, "target.ratio.of", found=f"{other.id} in {theirs or 'no unit'}", expected=f"a term in {own or 'no unit'}",
            remedy="a number of times is taken of a term in the same unit: correct one of the two units",
        )  # fmt: skip
    if other.target.at_least is None and other.target.at_most is None and other.target.ratio is None:
        note(
            problems,
            row,
            "target.ratio.of",
            found=other.id,
            expected="a term with an agreed number",
            remedy=f"give {other.id} a target, or write this one's own number",
        )


def _check_unit(problems: Problems, row: Row[Term]) -> None:
    """A duty of so many needs a unit, or every number would fit it."""
    term = row.record
    number = term.target.at_least is not None or term.target.ratio is not None
    summed = term.kind in {Kind.ACHIEVE, Kind.RECUR, Kind.SUSTAIN} or (term.respond and term.respond.over)
    counted = term.measure.count == "quantity" and summed
    if number and counted and not term.measure.unit:
        note(
            problems,
            row,
            "measure.unit",
            expected="a unit for the number in the target",
            remedy='add it, as in unit = "person", or count = "events"',
        )


def _check_occasions(problems: Problems, row: Row[Term]) -> None:
    """What a term waits for must be told from everything else, and an act must not allow itself."""
    term = row.record
    for field, selector in _asked_for(term).items():
        if not (selector.event or selector.category or selector.place):
            note(
                problems, row, field, found="any row", expected="an event, a category or a place",
                remedy='say which rows are meant, as in event = "attack"',
            )  # fmt: skip
    duty = term.refrain
    if (
        duty
        and duty.unless_preceded_by
        and duty.unless_preceded_by.same_key
        and _covers(duty.unless_preceded_by, term.measure)
    ):
        note(
            problems, row, "refrain.unless_preceded_by", found="the forbidden act itself",
            expected="what comes before it", remedy="name the event that allows it, such as a notice",
        )  # fmt: skip
    if duty and duty.only_while and duty.only_while.since == duty.only_while.until:
        note(
            problems, row, "refrain.only_while.until", found="the same as `since`",
            expected="another event", remedy="name what ends it: a state that ends as it begins never holds",
        )  # fmt: skip


def _asked_for(term: Term) -> Mapping[str, Selector]:
    """What has to happen for a term to apply or to be allowed or made good, by the field that says so."""
    found: dict[str, Selector | None] = {}
    if term.recur:
        found["recur.at"] = term.recur.at
    if term.respond:
        found["respond.repair"] = term.respond.repair
    if term.refrain:
        found["refrain.unless_preceded_by"] = term.refrain.unless_preceded_by
    if term.refrain and term.refrain.only_while:
        found["refrain.only_while.since"] = term.refrain.only_while.since
        found["refrain.only_while.until"] = term.refrain.only_while.until
    return {field: selector for field, selector in found.items() if selector is not None}


def _covers(wide: Selector, narrow: Selector) -> bool:
    """Whether whatever the one selects is selected by the other."""
    pairs = ((wide.event, narrow.event), (wide.category, narrow.category), (wide.place, narrow.place))
    named = any(theirs for theirs, _ in pairs)
    return named and all(not theirs or (own and set(own) <= set(theirs)) for theirs, own in pairs)
