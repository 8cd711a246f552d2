"""What the monitor gives back: verdicts on terms and where each agreement stands."""

from dataclasses import dataclass

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

    def instances(self, term: str) -> tuple[Verdict, ...]:
        """The rows of its days or events."""
        return tuple(v for v in self.verdicts if v.term == term and v.instance is not None)
