"""What the monitor gives back: verdicts on terms and where each agreement stands."""

from dataclasses import dataclass
from datetime import datetime

from troth.records.verdict import AgreementStatus, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Verdicts in the order of the terms, each summary row before its instances."""

    verdicts: tuple[Verdict, ...]
    agreements: tuple[AgreementStatus, ...]

    def summary(self, term: str) -> Verdict:
        """The one row that stands for the whole term."""
        for verdict in self.verdicts:
            if verdict.term == term and verdict.instance is None and verdict.obligor is None:
                return verdict
        msg = f"no verdict on {term!r}"
        raise KeyError(msg)

    def at(self, term: str, moment: datetime, *, obligor: str | None = None) -> Verdict | None:
        """The verdict on the day, or other instance, whose stretch holds a valid time; None where none does.

        Stretches hold their start and not their end. Of several (sliding days, responses that are awaited at once) it
        is the one that began last.
        """
        held = [
            row
            for row in self.instances(term)
            if row.obligor == obligor
            and row.valid_from is not None
            and row.valid_to is not None
            and row.instance != obligor
            and row.valid_from <= moment < row.valid_to
        ]
        return max(held, key=lambda row: (row.valid_from, row.instance), default=None)

    def instances(self, term: str) -> tuple[Verdict, ...]:
        """The rows of its days or events."""
        return tuple(v for v in self.verdicts if v.term == term and v.instance is not None)
