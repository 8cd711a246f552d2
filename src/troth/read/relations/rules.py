"""The rules by which two claims are compared, in the order in which they are asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from troth.read.values import Amount

from . import words
from .copying import is_copied
from .frame import Frame
from .spans import Stretch, stretch

_VAGUE = frozenset({"vague", "dozens", "order_of_magnitude"})
_PURPOSE = re.compile(r"\b(?:for|to|towards?)\s(?P<what>[^.;,]+)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims as their slots, with who published them."""

    a: Frame
    b: Frame
    same_source: bool
    sources: tuple[str, str]

    @property
    def shared(self) -> float:
        """How much of what the shorter one is about the other is about too."""
        return len(self.a.things & self.b.things) / max(1, min(len(self.a.things), len(self.b.things)))

    @property
    def akin(self) -> bool:
        """Whether both may be about one thing at all."""
        return bool(
            self.a.deeds & self.b.deeds
            or self.shared >= 0.5
            or (self.a.actors & self.b.actors and self.a.things & self.b.things)
        )


def _copied(pair: Pair) -> str:
    if pair.same_source or not is_copied(pair.a.text, pair.b.text):
        return ""
    turned = (
        pair.a.negated != pair.b.negated
        or pair.a.actors != pair.b.actors
        or pair.a.places != pair.b.places
        or pair.a.level != pair.b.level
    )
    slots = [(amount.value, amount.unit) for amount in pair.a.amounts] != [
        (amount.value, amount.unit) for amount in pair.b.amounts
    ] or _when(pair.a) != _when(pair.b)
    if turned or slots or _other_purpose(pair):
        return ""
    return "the words are the same, but for a few: one origin"


def _when(side: Frame) -> str:
    return "" if side.time is None else side.time.value


def _chain(pair: Pair) -> str:
    """One cites the other, or a named source for the same thing."""
    for citing, other, source in ((pair.b, pair.a, pair.sources[0]), (pair.a, pair.b, pair.sources[1])):
        named = len(source) > 2 and source.lower() in citing.text.lower()
        if (citing.cites and not other.cites and pair.akin and not _conflict(pair)) or (named and pair.akin):
            return "one cites where it has it from"
    return ""


def _denies(pair: Pair) -> str:
    if pair.a.denies == pair.b.denies or not pair.akin:
        return ""
    return "one denies what the other says"


def _currencies(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if a is None or b is None or a.currency is None or b.currency is None or a.currency == b.currency:
        return ""
    return f"{a.currency} and {b.currency}: to be compared after a dated rate, never by digits"


def _extends(pair: Pair) -> str:
    moved = ("extend" in pair.b.deeds) != ("extend" in pair.a.deeds)
    about = (
        "truce" in (pair.a.things | pair.b.things)
        or pair.shared >= 0.3
        or bool(pair.a.actors & pair.b.actors)
    )
    return "an end is moved" if moved and about else ""


def _status(pair: Pair) -> str:
    """One says done, the other not; or opposed deeds; or each names another who ended it."""
    if pair.a.negated != pair.b.negated and pair.a.level == pair.b.level == 5 and pair.akin:
        return "one says that it is so, the other that it is not"
    for one in pair.a.deeds - pair.b.deeds:
        for other in pair.b.deeds - pair.a.deeds:
            if (
                frozenset({one, other}) in words.OPPOSED
                and (pair.a.things & pair.b.things)
                and pair.a.level == pair.b.level
                and not _apart(pair)
            ):
                return f"{one} and {other} cannot both be"
    both_end = "end" in pair.a.deeds & pair.b.deeds and "truce" in pair.a.things & pair.b.things
    if both_end and pair.a.agents and pair.b.agents and not pair.a.agents & pair.b.agents:
        return "each names another who ended it"
    return ""


def _apart(pair: Pair) -> bool:
    """Whether their times lie apart, so that both can be true."""
    a, b = _stretch(pair.a), _stretch(pair.b)
    return a is not None and b is not None and a.apart(b)


def _stretch(one: Frame) -> Stretch | None:
    return stretch(one.time) if one.time is not None else None


def _modality(pair: Pair) -> str:
    if (
        pair.a.level == pair.b.level
        or not pair.akin
        or {pair.a.level, pair.b.level} <= {3, 4}
        or pair.a.denies
        or pair.b.denies
    ):
        return ""
    return "hope, plan, agreement and deed are not the same"


_PEOPLE = frozenset({"person", "child", "woman", "captive", "prisoner", "soldier", "militant", "man", ""})


def _units(a: Amount, b: Amount) -> bool:
    """Whether two amounts count the same kind of thing."""
    one, other = (words.THINGS.get(amount.unit, amount.unit) for amount in (a, b))
    people = _PEOPLE
    return one == other or {one, other} <= people or "" in {one, other}


def _scope(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if a is None or b is None or a.kind == "money":
        return ""
    if (
        not _units(a, b)
        and {a.unit, b.unit} & words.GROUPS_OF_ONE
        and (pair.a.deeds & pair.b.deeds or pair.shared >= 0.3)
    ):
        return f"{a.unit} and {b.unit} are not the same unit"
    narrower = bool(pair.a.places) != bool(pair.b.places)
    if narrower and pair.a.level == pair.b.level == 5 and _equal(a, b) and a.kind == "count":
        return "one is of one place, the other of all"
    return ""


def _equal(a: Amount, b: Amount) -> bool:
    return a.value is not None and a.value == b.value


def _progress(pair: Pair) -> str:
    """A cumulative figure that grew with time."""
    a, b = pair.a.amount, pair.b.amount
    if (
        a is None
        or b is None
        or not _units(a, b)
        or a.value is None
        or b.value is None
        or pair.a.time is None
        or pair.b.time is None
    ):
        return ""
    if (
        pair.a.level != 5
        or pair.b.level != 5
        or a.value == b.value
        or (a.kind == "money" and not _cumulative(pair))
    ):
        return ""
    first, second = _stretch(pair.a), _stretch(pair.b)
    if (
        first is None
        or second is None
        or not first.apart(second)
        or not (_cumulative(pair) or pair.a.deeds & pair.b.deeds)
    ):
        return ""
    later, earlier = (b, a) if first.before(second) else (a, b)
    return "a later stage of the same count" if (later.value or 0) > (earlier.value or 0) else ""


def _cumulative(pair: Pair) -> bool:
    marks = re.compile(
        r"\b(?:by|so far|to date|as of|total|had been|have been|since|until|up to now)\b", re.IGNORECASE
    )
    return bool(marks.search(pair.a.text)) and bool(marks.search(pair.b.text))


def _vague(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if a is None or b is None or (a.approx in _VAGUE) == (b.approx in _VAGUE) or not _units(a, b):
        return ""
    vague, exact = (a, b) if a.approx in _VAGUE else (b, a)
    value = exact.value if exact.value is not None else exact.low
    return (
        "a vague figure that the exact one fits"
        if value is not None and value >= (vague.low or 0) * 0.5
        else ""
    )


def _quantity(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if (
        a is None
        or b is None
        or not _units(a, b)
        or not pair.akin
        or _apart(pair)
        or a.currency != b.currency
        or _other_purpose(pair)
    ):
        return ""
    return "same scope, disjoint amounts" if _disjoint(a, b) else ""


def _disjoint(a: Amount, b: Amount) -> bool:
    slack = 0.1 if "about" in {a.approx, b.approx} else 0.0
    low_a, high_a, low_b, high_b = a.low or 0.0, a.high, b.low or 0.0, b.high
    return (high_a is not None and high_a * (1 + slack) < low_b) or (
        high_b is not None and high_b * (1 + slack) < low_a
    )


def _conflict(pair: Pair) -> bool:
    a, b = pair.a.amount, pair.b.amount
    return a is not None and b is not None and _units(a, b) and _disjoint(a, b)


def _bound(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if a is None or b is None or not _units(a, b) or a.currency != b.currency:
        return ""
    open_ = {"at_least", "at_most", "range", "about"}
    if (a.approx in open_) == (b.approx in open_) and not (
        a.approx != b.approx and {a.approx, b.approx} & open_
    ):
        return ""
    return (
        "one gives a bound that the other meets"
        if not _equal(a, b) or "about" not in {a.approx, b.approx}
        else ""
    )


def _place(pair: Pair) -> str:
    if (
        not pair.a.places
        or not pair.b.places
        or pair.a.places & pair.b.places
        or not pair.akin
        or _apart(pair)
    ):
        return ""
    return "one event in two places" if pair.a.deeds & pair.b.deeds or pair.shared >= 0.5 else ""


def _time(pair: Pair) -> str:
    if not _apart(pair) or not _one_event(pair):
        return ""
    return "disjoint times for one event or deadline"


def _one_event(pair: Pair) -> bool:
    """Whether both tell of one deed: the same class, and not two that follow each other, as signing and beginning."""
    if pair.a.deeds and pair.b.deeds and not pair.a.deeds & pair.b.deeds:
        return False
    amounts = pair.a.amount is None or pair.b.amount is None or _units(pair.a.amount, pair.b.amount)
    return amounts and pair.akin


def _times_fit(pair: Pair) -> str:
    a, b = _stretch(pair.a), _stretch(pair.b)
    if (
        a is None
        or b is None
        or pair.a.time is None
        or pair.b.time is None
        or (_same_amount(pair) and pair.a.amount is not None)
    ):
        return ""
    if a.apart(b) and not _one_event(pair):
        return "two events that may follow each other"
    if a != b and not a.apart(b) and a.exact and b.exact:
        return "one time lies within the other"
    return ""


def _same_amount(pair: Pair) -> bool:
    a, b = pair.a.amount, pair.b.amount
    return (a is None) == (b is None) and (a is None or b is None or _equal(a, b))


def _other_purpose(pair: Pair) -> bool:
    """Whether each names another thing to which the money or the goods go."""
    one, other = (_purpose(side) for side in (pair.a, pair.b))
    return bool(one) and bool(other) and not one & other


def _purpose(side: Frame) -> frozenset[str]:
    match = _PURPOSE.search(side.text, side.amount.end if side.amount is not None else 0)
    said = set(re.findall(r"[a-z]{4,}", match["what"].lower())) if match is not None else set()
    return frozenset(
        thing
        for thing in side.things
        if any(
            word.startswith(thing[:5])
            or words.THINGS.get(word) == thing
            or words.THINGS.get(word.removesuffix("s")) == thing
            for word in said
        )
    )


def _additive(pair: Pair) -> str:
    a, b = pair.a.amount, pair.b.amount
    if a is None or b is None or not _equal(a, b) or not _other_purpose(pair):
        if (
            a is None
            or b is None
            or not _equal(a, b)
            or not pair.a.agents
            or not pair.b.agents
            or pair.a.agents & pair.b.agents
            or pair.a.actors & pair.b.actors
        ):
            return ""
        return "same figure, another who gives it"
    return "same figure, another purpose"


def _restates(pair: Pair) -> str:
    return (
        "the same source says it again: no extra support"
        if pair.same_source and pair.akin and not _conflict(pair)
        else ""
    )


def _refines(pair: Pair) -> str:
    more = [
        name
        for name, one, other in (
            ("amount", pair.a.amount, pair.b.amount),
            ("time", pair.a.time, pair.b.time),
            ("place", pair.a.places, pair.b.places),
        )
        if bool(one) != bool(other)
    ]
    return f"one adds the {' and the '.join(more)}" if more and pair.akin else ""


RULES: tuple[tuple[str, Callable[[Pair], str]], ...] = (
    ("denies", _denies),
    ("attribution_chain", _chain),
    ("restates_same_source", _restates),
    ("copied", _copied),
    ("extends", _extends),
    ("modality_differs", _modality),
    ("different_currency_check", _currencies),
    ("contradicts_status", _status),
    ("unit_scope", _scope),
    ("temporal_progress", _progress),
    ("vague_vs_exact", _vague),
    ("contradicts_place", _place),
    ("contradicts_quantity", _quantity),
    ("additive_not_same", _additive),
    ("compatible_bound", _bound),
    ("contradicts_time", _time),
    ("compatible_time", _times_fit),
    ("refines", _refines),
)
"""In this order: what turns a claim comes before what compares figures, and figures come before what only adds."""
