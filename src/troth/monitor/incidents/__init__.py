"""Incidents: allegation, triage, verification, attribution, adjudication, publication; events in, state out.

>>> from datetime import UTC, datetime
>>> from troth.monitor.incidents import Problem, settle
>>> from troth.records.incident import Incident, IncidentStep
>>> at = datetime(2030, 5, 2, 9, tzinfo=UTC)
>>> alleged = IncidentStep(id="S1", incident="I1", action="allegation", by="South", party="North", source="letter",
...                        valid_from=at, valid_from_precision="minute")
>>> shelling = Incident(id="I1", event="shelling", region="West", terms=("T1",))
>>> result = settle(Problem(incidents=(shelling,), steps=(alleged,), as_of=at))
>>> result.findings[0].stage.value, result.findings[0].charged, result.findings[0].actor
('reported', ('North',), '')
"""

from .check import check
from .compute import Progress, settle, take
from .problem import Problem
from .result import Gate, Result
from .transitions import AFTER, IllegalStepError

__all__ = ["AFTER", "Gate", "IllegalStepError", "Problem", "Progress", "Result", "check", "settle", "take"]
