"""Small logs for the laws of the columnar and the incremental monitor: one source, a few keys, times that collide."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from troth.ledger.pictures import Links, no_longer_said
from troth.monitor import Problem
from troth.records.evidence import Evidence
from troth.records.moment import Duration
from troth.records.party import Party
from troth.records.quantity import Quantity
from troth.records.term import (
    Activity,
    Coverage,
    Measure,
    Precedence,
    Prohibition,
    Recurrence,
    Repair,
    Response,
    Selector,
    Target,
    Term,
    Window,
)

START = datetime(2024, 5, 1, tzinfo=UTC)
END = 30
"""Hours that a log lasts."""
EVENTS = ("ask", "answer", "mend", "allow", "begin", "end")


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def hours(many: int) -> Duration:
    return Duration(seconds=many * 3600)


def event(*names: str) -> Selector:
    return Selector(event=names)


@dataclass(frozen=True, kw_only=True)
class World:
    """One term and everything that is ever said about it."""

    term: Term
    rows: tuple[Evidence, ...]
    as_of: datetime
    at: datetime | None = None
    """The valid time that is asked about; None: `as_of`."""

    def context(self, as_of: datetime | None = None) -> Problem:
        """The problem without its evidence."""
        parties = (Party(id="A", name="A"),)
        return Problem(terms=(self.term,), parties=parties, as_of=as_of or self.as_of, at=self.at)

    def problem(self) -> Problem:
        """What counts at the end, by the rules of the ledger's pictures and not by those of the monitor."""
        known = [row for row in self.rows if row.recorded_at is None or row.recorded_at <= self.as_of]
        links = {
            row.id: Links((row.supersedes,) if row.supersedes else (), row.retracts)
            for row in known
            if row.supersedes or row.retracts
        }
        gone = no_longer_said(links)
        rows = tuple(row for row in known if row.id not in gone and row.retracts is None)
        return replace(self.context(), evidence=rows)


@st.composite
def terms(draw) -> Term:
    kind = draw(st.sampled_from(["answer", "sum", "running", "mend", "permit", "active", "both"]))
    number = draw(st.sampled_from([None, 0, 1, 2, 5]))
    target = Target() if number is None else Target(at_least=Decimal(number))
    window = draw(
        st.sampled_from([Window(), Window(valid_from=at(3)), Window(valid_from=at(2), valid_to=at(20))])
    )
    covered = draw(
        st.sampled_from([(Coverage(source="log"),), (), (Coverage(source="log", valid_to=at(15)),)])
    )
    data = {
        "id": "T", "agreement": "truce", "obligor": ("A",), "what": "do it", "window": window, "coverage": covered,
        "measure": Measure(event=("answer",), unit="", count=draw(st.sampled_from(["quantity", "events"]))),
    }  # fmt: skip
    within, keyed = hours(draw(st.integers(1, 6))), draw(st.booleans())
    match kind:
        case "sum":
            at_events = event(draw(st.sampled_from(["answer", "ask"])))
            tolerance = Decimal(draw(st.sampled_from([0, 1]))) if (number or 0) > 1 else Decimal(0)
            rhythm = Recurrence(every=within, at=at_events, tolerance=tolerance)
            return Term(
                kind="recur",
                target=target,
                recur=rhythm,
                **data,
            )
        case "permit" | "active" | "both":
            ban = Prohibition(
                per="event",
                unless_preceded_by=None if kind == "active" else Precedence(event=("allow",), within=within, same_key=keyed),
                only_while=None if kind == "permit" else Activity(since=event("begin"), until=event("end"), same_key=keyed),
            )  # fmt: skip
            return Term(
                kind="refrain", target=Target(at_most=Decimal(draw(st.integers(-1, 2)))), refrain=ban, **data
            )
        case _:
            duty = Response(
                trigger=event("ask"), within=within, same_key=keyed and kind != "running",
                over=hours(draw(st.integers(1, 5))) if kind == "running" else None,
                repair=Repair(event=("mend",), within=hours(draw(st.integers(1, 5)))) if kind == "mend" else None,
            )  # fmt: skip
            return Term(kind="respond", target=target, respond=duty, **data)


@st.composite
def rows(draw, term: Term, *, corrected: bool) -> tuple[Evidence, ...]:
    count = draw(st.integers(0, 14))
    ordered = draw(st.booleans())
    names = EVENTS[:3] if term.refrain is None else ("answer", *EVENTS[3:])
    found: list[Evidence] = []
    for index in range(count):
        amount = draw(
            st.sampled_from([None, None, Decimal(0), Decimal(1), Decimal(2), Decimal("0.5"), Decimal(3)])
        )
        late = draw(st.sampled_from([None, None, None, at(draw(st.integers(0, END)))]))
        links = {}
        if corrected and found and draw(st.integers(0, 2)) == 0:
            other = draw(st.sampled_from(found)).id
            links = {draw(st.sampled_from(["supersedes", "retracts"])): other}
        found.append(
            Evidence(
                id=f"E{index:02}", terms=("T",), form="item", event=draw(st.sampled_from(names)), actor="A", source="log",
                key=draw(st.sampled_from(["a", "b"])), sequence=index if ordered else None, recorded_at=late,
                quantity=None if amount is None else Quantity(low=amount, high=amount + draw(st.sampled_from([0, 0, 1]))),
                valid_from=at(draw(st.integers(0, END))), **links,
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def worlds(draw, *, corrected: bool = False) -> World:
    term = draw(terms())
    told = draw(rows(term, corrected=corrected))
    known_by = draw(st.integers(10, END + 5))
    asked = draw(st.none() | st.integers(0, known_by))
    return World(term=term, rows=told, as_of=at(known_by), at=None if asked is None else at(asked))
