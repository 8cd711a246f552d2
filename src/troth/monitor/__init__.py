"""Terms and evidence in, verdicts out.

The monitor judges what was agreed by what is known: every verdict belongs to a time and a viewer, keeps its quantity
as an interval, names the rows that it rests on, and says what would change it. It has no clock and does no input or
output.

>>> from datetime import UTC, datetime
>>> from decimal import Decimal
>>> from troth.monitor import Problem, settle
>>> from troth.records.evidence import Evidence
>>> from troth.records.quantity import Quantity
>>> from troth.records.term import Measure, Target, Term, Window
>>> day = lambda n, hour=0: datetime(2024, 5, n, hour, tzinfo=UTC)
>>> term = Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), what="release fifty people",
...             measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(50)),
...             window=Window(valid_from=day(1), valid_to=day(3)))
>>> rows = [Evidence(id=f"E{n}", terms=("T1",), form="tally", event="release", source="observer",
...                  quantity=Quantity(low=Decimal(25), high=Decimal(25), unit="person"),
...                  valid_from=day(n), valid_from_precision="day") for n in (1, 2)]
>>> verdict = settle(Problem(terms=(term,), evidence=tuple(rows), as_of=day(4))).summary("T1")
>>> verdict.state.value, verdict.because
('kept', ('E1', 'E2'))

`settle` judges a case row by row, with explanations. `backfill` settles logs of millions of rows column by column, and
`Monitor` follows rows as they arrive, late, corrected or taken back, in any order: both give the same verdicts
(docs/methods/engine.md).
"""

from .check import check
from .check_outlook import check_outlook
from .check_proof import ProofCheck, check_proofs
from .columnar import Backfill, backfill
from .compute import settle
from .history import Turn, history
from .incremental import Change, Changes, Monitor, RefusedRowsError
from .outlook import outlook
from .problem import Problem, ProblemError, term_day
from .result import Result
from .settling import Settling, settling_times

__all__ = [
    "Backfill",
    "Change",
    "Changes",
    "Monitor",
    "Problem",
    "ProblemError",
    "ProofCheck",
    "RefusedRowsError",
    "Result",
    "Settling",
    "Turn",
    "backfill",
    "check",
    "check_outlook",
    "check_proofs",
    "history",
    "outlook",
    "settle",
    "settling_times",
    "term_day",
]
