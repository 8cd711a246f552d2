"""What the workflow of incidents gives back."""

from dataclasses import dataclass

from troth.records.evidence import Evidence
from troth.records.incident import IncidentFinding
from troth.records.verdict import Finding


class Gate(Finding):
    """How far a region could be reached by monitors, over the days on which they tried.

    >>> Gate(region="West", tried=4, p_open=0.75, p_low=0.2, p_high=0.99, first="2030-05-01", last="2030-05-09").tried
    4
    """

    region: str
    first: str
    """Civil day of the first attempt, as 2030-05-01."""
    last: str
    tried: int
    """Days on which access was asked for and answered: the exposure."""
    p_open: float
    """Share of them on which it was granted; a day with both answers counts one half."""
    p_low: float
    p_high: float
    """Exact binomial interval of 95 per cent (Clopper and Pearson 1934)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Findings in the order of the incidents, what the terms may take from them, and the gates by region."""

    findings: tuple[IncidentFinding, ...]
    evidence: tuple[Evidence, ...]
    """For the monitor, handed over by the case: each row has the id of the step that it is made of."""
    gates: tuple[Gate, ...]

    def finding(self, incident: str) -> IncidentFinding:
        """Where one incident stands."""
        for one in self.findings:
            if one.incident == incident:
                return one
        msg = f"nothing is known of incident {incident!r}"
        raise KeyError(msg)
