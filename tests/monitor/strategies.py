"""Small worlds for the laws of the monitor: two parties, each owing the other something, and what is said of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from troth.monitor import Problem
from troth.records.evidence import COUNTED, Evidence, Form, Stance
from troth.records.moment import Duration, Precision
from troth.records.party import Party
from troth.records.quantity import Quantity
from troth.records.source import Source
from troth.records.term import (
    Activity,
    Agreement,
    Condition,
    Coverage,
    Dispute,
    Excuse,
    Expiry,
    Extension,
    Kind,
    Measure,
    Precedence,
    Prohibition,
    Ratio,
    Recurrence,
    Repair,
    Reparation,
    Response,
    Selector,
    Suspension,
    Target,
    Term,
    Window,
)

ZONE = timezone(timedelta(hours=2))
DAYS = 6
OWED = {"A": "rel", "B": "aid"}
"""What each party owes: the event that counts."""
PARTIES = (
    Party(id="A", name="A"),
    Party(id="A-army", name="Army of A", part_of="A"),
    Party(id="B", name="B"),
    Party(id="B-army", name="Army of B", part_of="B"),
    Party(id="Q", name="Q", kind="mediator"),
)
SOURCES = (
    Source(id="p1", publisher="Agency"),
    Source(id="p2", publisher="Paper", origin=("Agency",)),
    Source(id="p3", publisher="Observers"),
    Source(id="p4", publisher="Q"),
    Source(id="p5", publisher="A-army"),
    Source(id="p6", publisher="B-army"),
)
AGREEMENT = Agreement(id="truce", title="truce", parties=("A", "B"), mediators=("Q",))


def may(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 5, day, hour, tzinfo=ZONE)


@dataclass(frozen=True, kw_only=True)
class World:
    """Terms and everything that will ever be said about them."""

    terms: tuple[Term, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...] = SOURCES
    parties: tuple[Party, ...] = PARTIES
    agreements: tuple[Agreement, ...] = (AGREEMENT,)
    viewer: str = "office"

    def at(self, as_of: datetime) -> Problem:
        """What was known then."""
        known = tuple(row for row in self.evidence if row.recorded_at is None or row.recorded_at <= as_of)
        return Problem(
            terms=self.terms,
            agreements=self.agreements,
            evidence=known,
            sources=self.sources,
            parties=self.parties,
            as_of=as_of,
            viewer=self.viewer,
            owner="office",
        )

    def with_rows(self, *rows: Evidence) -> "World":
        return replace(self, evidence=(*self.evidence, *rows))


def windows() -> st.SearchStrategy[Window]:
    def build(start: datetime, length: int, hours: int, boundary: str) -> Window:
        end = start + timedelta(days=length, hours=hours)
        return Window(valid_from=start, valid_to=end, timezone="+02:00", day_boundary=boundary)

    return st.builds(
        build,
        st.sampled_from([may(1), may(1, 7), may(2)]),
        st.integers(1, 3),
        st.sampled_from([0, 0, 5]),
        st.sampled_from(["00:00", "00:00", "00:00", "07:00"]),
    )


@st.composite
def targets(draw, kind: Kind, other: str | None) -> Target:
    number = Decimal(draw(st.integers(2, 12)))
    match kind:
        case Kind.REFRAIN:
            return Target(at_most=Decimal(draw(st.sampled_from([0, 0, 0, 2, -1]))))
        case Kind.SUSTAIN if draw(st.booleans()):
            return Target(at_most=number)
        case Kind.RESPOND:
            return draw(st.sampled_from([Target(), Target(), Target(at_least=number)]))
        case Kind.ACHIEVE if draw(st.integers(0, 5)) == 0:
            return Target()
        case Kind.ACHIEVE | Kind.RECUR if other is not None and draw(st.integers(0, 5)) == 0:
            return Target(ratio=Ratio(times=Decimal(2), of=other))
        case _:
            return Target(at_least=number)


@st.composite
def overlays(draw, other: str | None) -> dict[str, object]:
    """At most two of what may move, suspend, excuse or end a term."""
    choices: dict[str, st.SearchStrategy[object]] = {
        "extension": st.just(Extension(event="extension", max=Duration(days=5))),
        "suspension": st.just(Suspension(event="suspension")),
        "excuse": st.sampled_from(
            [
                Excuse(event=("flood",)),
                Excuse(event=("flood",), notice_event="notice", notice_within=Duration(days=2)),
            ]
        ),
        "expiry": st.sampled_from([Expiry(at=may(3)), Expiry(event="expiry")]),
        "coverage": st.sampled_from(
            [(Coverage(source="Agency"),), (Coverage(source="Agency", valid_to=may(3)),)]
        ),
        "min_sources": st.just(2),
        "settling": st.just(Duration(days=3)),
        "dispute": st.just(Dispute(existence="disputed")),
        "recorded_at": st.just(may(3)),
    }
    if other is not None:
        choices["condition"] = st.sampled_from(["kept", "broken"]).map(
            lambda s: (Condition(term=other, state=s),)
        )
        choices["reparation"] = st.just(Reparation(term=other))
    names = draw(st.lists(st.sampled_from(sorted(choices)), max_size=2, unique=True))
    return {name: draw(choices[name]) for name in names}


def event(name: str) -> Selector:
    return Selector(event=(name,))


HALF_A_DAY = Duration(seconds=43_200)
RECURRENCES = (
    Recurrence(tolerance=Decimal(1)),
    Recurrence(k=1, of=2),
    Recurrence(every=Duration(days=2)),
    Recurrence(every=Duration(days=1), at=event("trigger")),
    Recurrence(every=HALF_A_DAY, at=event("trigger"), k=1, of=2),
)
RESPONSES = (
    Response(trigger=event("trigger"), within=Duration(days=1)),
    Response(trigger=event("trigger"), within=Duration(days=1), only_after=event("permit")),
    Response(trigger=event("trigger"), within=HALF_A_DAY, only_before=event("close"), same_key=False),
    Response(trigger=event("trigger"), within=Duration(days=1), over=Duration(days=2), same_key=False),
    Response(
        trigger=event("trigger"), within=HALF_A_DAY, repair=Repair(event=("mend",), within=Duration(days=2))
    ),
)
PERMITTED = Precedence(event=("permit",), within=Duration(days=1))
OPENED = Activity(since=event("open"), until=event("close"))
PROHIBITIONS = (
    None,
    Prohibition(per="event"),
    Prohibition(unless_preceded_by=PERMITTED),
    Prohibition(unless_preceded_by=PERMITTED, per="event"),
    Prohibition(only_while=OPENED, per="event"),
    Prohibition(only_while=OPENED.model_copy(update={"same_key": False})),
    Prohibition(
        only_while=OPENED, unless_preceded_by=PERMITTED.model_copy(update={"same_key": False}), per="event"
    ),
)


BY_EVENTS = (Kind.REFRAIN, Kind.RESPOND, Kind.RECUR)
"""Kinds that can be judged event by event: acts that are allowed, running sums, repairs, counts at happenings."""


@st.composite
def terms(
    draw,
    name: str,
    obligor: str,
    *,
    other: str | None = None,
    plain: bool = False,
    kinds: tuple[Kind, ...] = tuple(Kind),
) -> Term:
    kind = draw(st.sampled_from(list(kinds)))
    fields = {} if plain else draw(overlays(other))
    if kind is Kind.RECUR and draw(st.booleans()):
        fields["recur"] = draw(st.sampled_from(RECURRENCES))
    if kind is Kind.REFRAIN:
        fields["refrain"] = draw(st.sampled_from(PROHIBITIONS))
    if kind is Kind.RESPOND:
        fields["respond"] = draw(st.sampled_from(RESPONSES))
    window = draw(windows())
    if not plain and other is not None and draw(st.integers(0, 5)) == 0:
        window = Window(valid_from=window.valid_from, during=other, timezone="+02:00")
    elif not plain and draw(st.integers(0, 7)) == 0:
        window = Window(within=Duration(days=2), anchor="start", timezone="+02:00")
    beneficiary = "B" if obligor == "A" else "A"
    obligors = (obligor, "Q") if not plain and draw(st.integers(0, 9)) == 0 else (obligor,)
    return Term(
        id=name,
        agreement="truce",
        kind=kind,
        obligor=obligors,
        beneficiary=(beneficiary,),
        joint=draw(st.sampled_from(["each", "together"])),
        what="what is owed",
        measure=Measure(
            event=(OWED[obligor],),
            unit="person",
            count="quantity"
            if kind is Kind.SUSTAIN
            else draw(st.sampled_from(["quantity", "quantity", "events"])),
        ),
        target=draw(targets(kind, other)),
        window=window,
        **fields,
    )


EVENTS = (
    "rel",
    "rel",
    "aid",
    "aid",
    "trigger",
    *("permit", "open", "close", "mend"),
    "extension",
    "suspension",
    "flood",
    "notice",
    "expiry",
    "start",
    "talk",
)

STANCES = ({"*": Stance.FOR}, {"*": Stance.AGAINST}, {"T": Stance.AGAINST}, {"U": Stance.FOR}, {})
"""What a row that only speaks may say about the terms."""


def quantities(event: str) -> st.SearchStrategy[Quantity]:
    if event == "extension":
        return st.integers(1, 2).map(lambda n: Quantity(low=Decimal(n), high=Decimal(n), unit="day"))
    exact = st.integers(0, 14).map(lambda n: Quantity(low=Decimal(n), high=Decimal(n), unit="person"))
    between = st.integers(0, 9).map(lambda n: Quantity(low=Decimal(n), high=Decimal(n + 3), unit="person"))
    return st.one_of(exact, exact, between)


@st.composite
def rows(draw, name: str, *, said_by: tuple[tuple[str, ...], ...] | None = None) -> Evidence:
    event = draw(st.sampled_from(EVENTS))
    counts = event in OWED.values()
    form = draw(st.sampled_from([Form.ITEM, Form.TALLY, *Form])) if counts else Form.ITEM
    start, end, precision = draw(times(form, event))
    heard = max(end, start)
    wants_figure = form in COUNTED or event == "extension" or (counts and draw(st.booleans()))
    saying = ((), (), (), ("A",), ("B",), ("A-army",), ("B-army",), ("Q", "B"), ("A", "B"), ("Agency",))
    return Evidence(
        id=name,
        terms=draw(st.sampled_from([("T",), ("U",), ("T", "U")])),
        form=form,
        event=event,
        actor=draw(st.sampled_from(["A", "B", "A-army", "B-army", "A;B", "Q", "", "not established"])),
        quantity=draw(quantities(event)) if wants_figure else None,
        place=draw(st.sampled_from(["", "", "north"])),
        source=draw(st.sampled_from([source.id for source in SOURCES[:4]])),
        attributed_to=draw(st.sampled_from(said_by or saying)),
        stance=draw(st.sampled_from(STANCES if event == "talk" else [{}, {}, {}, {}, {"*": Stance.CONTEXT}])),
        key=draw(st.sampled_from(["", "", "k1", "k2"])),
        sequence=draw(st.sampled_from([None, None, 1, 2])),
        valid_from=start,
        valid_from_precision=precision,
        valid_to=end
        if (end != start and form in {Form.CUMULATIVE, Form.AVERAGE})
        or (event == "suspension" and draw(st.integers(0, 4)) > 0)
        else None,
        valid_to_precision=precision,
        recorded_at=heard + timedelta(hours=draw(st.sampled_from([0, 12, 36]))),
    )


@st.composite
def times(draw, form: Form, event: str) -> tuple[datetime, datetime, Precision]:
    day = draw(st.integers(1, DAYS))
    if form in {Form.CUMULATIVE, Form.AVERAGE} or event == "suspension":
        first = draw(st.integers(1, 2))
        return may(first), may(max(first, day)) + timedelta(days=1), Precision.DAY
    if form is not Form.TALLY and draw(st.booleans()):
        at = may(day, draw(st.sampled_from([0, 6, 12, 23])))
        return at, at, Precision.MINUTE
    return may(day), may(day) + timedelta(days=1), Precision.DAY


def _sound_ratio(term: Term, other: Term) -> bool:
    """A ratio is of a number that is owed, not of a limit or of words."""
    return term.target.ratio is None or other.target.at_least is not None


@st.composite
def worlds(draw, *, plain: bool = False, most: int = 8, kinds: tuple[Kind, ...] = tuple(Kind)) -> World:
    second = draw(terms("U", "B", plain=plain))
    first = draw(
        terms("T", "A", other="U", plain=plain, kinds=kinds).filter(lambda term: _sound_ratio(term, second))
    )
    many = draw(st.integers(0, most))
    return World(terms=(first, second), evidence=tuple(draw(rows(f"E{n}")) for n in range(1, many + 1)))


def moments() -> st.SearchStrategy[datetime]:
    return st.builds(may, st.integers(1, DAYS + 6), st.sampled_from([0, 12]))


def said_by(row: Evidence) -> tuple[str, ...]:
    """Whom a row's page relies on."""
    card = next((source for source in SOURCES if source.id == row.source), None)
    return row.attributed_to or ((row.source,) if card is None else card.origins)


SWAP = {"A": "B", "B": "A", "A-army": "B-army", "B-army": "A-army"}


def _swap(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(SWAP.get(name, name) for name in names)


def swapped(world: World) -> World:
    """The same world with the two parties' names exchanged wherever they stand."""
    return replace(
        world,
        terms=tuple(
            term.model_copy(update={"obligor": _swap(term.obligor), "beneficiary": _swap(term.beneficiary)})
            for term in world.terms
        ),
        evidence=tuple(
            row.model_copy(
                update={
                    "actor": ";".join(_swap(tuple(row.actor.split(";")))),
                    "attributed_to": _swap(row.attributed_to),
                }
            )
            for row in world.evidence
        ),
        sources=tuple(
            source.model_copy(update={"publisher": _swap((source.publisher,))[0]}) for source in world.sources
        ),
    )
