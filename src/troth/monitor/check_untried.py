"""What a verdict says that was not tried: nothing may be passed over in silence, and little may be left so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from troth.records.verdict import Reason, Verdict

TOO_MANY, UNREDUCED = "too_many_rows", "flip_not_reduced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untried:
    """The rows and origins that were not left out, by the verdict's own word."""

    admitted: bool = False
    """Whether it says that not everything was tried."""
    rows: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    unreduced: frozenset[str] = frozenset()
    """A set that flips it, of which it was not tried to the end whether fewer rows would do."""
    amounts: tuple[tuple[str, object, int], ...] = ()
    """By code: the number that is said, and the number that it should be."""

    @classmethod
    def of(cls, verdict: Verdict) -> "Untried":
        """As the reasons of a verdict have it."""
        many = [reason for reason in verdict.reasons if reason.code == TOO_MANY]
        cut = [reason for reason in verdict.reasons if reason.code == UNREDUCED]
        return cls(
            admitted=bool(many),
            rows=_ids(many),
            origins=frozenset(name for reason in many for name in reason.names),
            unreduced=_ids(cut),
            amounts=(
                *((TOO_MANY, reason.amount, len(verdict.because)) for reason in many),
                *((UNREDUCED, reason.amount, len(reason.ids)) for reason in cut),
            ),
        )

    def wrong(self, verdict: Verdict, said: Mapping[str, tuple[str, ...]], *, few: bool) -> Iterator[str]:
        """What of that is not so; where few rows bear on a term each of them is left out."""
        named = {flip.without for flip in verdict.flips}
        if few and self.admitted:
            yield "that not every row was left out; of so few rows each is"
        strange = dict.fromkeys(self.rows - set(verdict.because), "it does not rest on that")
        strange |= {one: "and what it is without it" for one in self.rows if (one,) in named}
        strange |= {one: "it says no two rows alone" for one in self.origins if len(said.get(one, ())) <= 1}
        strange |= {one: "and what it is without it" for one in self.origins if said.get(one) in named}
        yield from (f"that {one} was not left out; {why}" for one, why in sorted(strange.items()))
        if self.unreduced and tuple(sorted(self.unreduced)) not in named:
            yield "that a set of rows may be larger than it need be; it names no such set"
        for code, amount, due in self.amounts:
            if amount != due:
                yield f"{amount} for {code}; {due} it is"

    def left(self) -> Iterator[str]:
        """What was left, in words."""
        rows, origins = len(self.rows), len(self.origins)
        if self.admitted:
            yield f"by its own word {rows} of its rows and {origins} of its origins were not left out"
        if self.unreduced:
            yield f"by its own word fewer than {len(self.unreduced)} rows of a set might do"


def _ids(reasons: list[Reason]) -> frozenset[str]:
    return frozenset(one for reason in reasons for one in reason.ids)
