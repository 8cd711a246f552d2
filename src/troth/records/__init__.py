"""The nouns of the house: frozen, keyword-only, validated on construction, without any input or output.

Every other room takes and returns these. Tables that rooms hand to each other, and the dictionary of their columns,
are in `troth.records.tables`, which loads polars and is therefore imported by its name.

>>> from decimal import Decimal
>>> term = Term(id="T1", agreement="pause", kind="achieve", obligor=("A",), beneficiary=("B",),
...             what="release fifty women and children", measure=Measure(event=("release",), unit="person"),
...             target=Target(at_least=Decimal(50)))
>>> known = parse_moment("2023-11-24", parse_zone("+02:00"))
>>> paper = Source(id="S1", publisher="A paper", origin=("B",), recorded_at=known.known_from, recorded_at_precision="day")
>>> row = Evidence(id="E1", terms=("T1",), form="tally", event="release", source="S1", quantity=parse_quantity("13", "person"))
>>> (row.quantity.low, paper.recorded_at.isoformat(), term.disputed)
(Decimal('13'), '2023-11-25T00:00:00+02:00', False)
"""

from .base import Record
from .claim import (
    Attribution,
    Claim,
    ClaimQuantity,
    ClaimTime,
    ClaimType,
    Polarity,
    Role,
    Span,
)
from .claim_judgement import ClaimJudgement, Decision
from .counted import CountedEvent
from .errors import Problem, ProblemsError, TrothError
from .evidence import COUNTED, Evidence, Form, Stance
from .executor import Executor, Partitions, map_reduce
from .incident import (
    Action,
    Incident,
    IncidentFinding,
    IncidentStep,
    Member,
    Panel,
    Refused,
    Sitting,
    Stage,
)
from .label import Label, Tlp
from .message import Acknowledgement, Message, MessageForm
from .moment import Duration, Moment, Period, Precision, parse_duration, parse_moment, parse_zone
from .outlook import Outlook
from .party import Party
from .place import Place
from .quantity import Money, Quantity, hull, parse_quantity
from .source import Source
from .statement import RedactedStatement, Statement, statement_id
from .term import (
    Agreement,
    Basis,
    Condition,
    Coverage,
    Dispute,
    Excuse,
    Expiry,
    Extension,
    Kind,
    Measure,
    Quote,
    Ratio,
    Recurrence,
    Reparation,
    Response,
    Selector,
    Suspension,
    Target,
    Term,
    Window,
)
from .verdict import (
    AgreementStatus,
    ByOrigin,
    Charge,
    Context,
    Finding,
    Flip,
    Interest,
    Judgement,
    Lack,
    Proof,
    Reason,
    Removal,
    State,
    Step,
    Verdict,
)

__all__ = [
    "COUNTED",
    "Acknowledgement",
    "Action",
    "Agreement",
    "AgreementStatus",
    "Attribution",
    "Basis",
    "ByOrigin",
    "Charge",
    "Claim",
    "ClaimJudgement",
    "ClaimQuantity",
    "ClaimTime",
    "ClaimType",
    "Condition",
    "Context",
    "CountedEvent",
    "Coverage",
    "Decision",
    "Dispute",
    "Duration",
    "Evidence",
    "Excuse",
    "Executor",
    "Expiry",
    "Extension",
    "Finding",
    "Flip",
    "Form",
    "Incident",
    "IncidentFinding",
    "IncidentStep",
    "Interest",
    "Judgement",
    "Kind",
    "Label",
    "Lack",
    "Measure",
    "Member",
    "Message",
    "MessageForm",
    "Moment",
    "Money",
    "Outlook",
    "Panel",
    "Partitions",
    "Party",
    "Period",
    "Place",
    "Polarity",
    "Precision",
    "Problem",
    "ProblemsError",
    "Proof",
    "Quantity",
    "Quote",
    "Ratio",
    "Reason",
    "Record",
    "Recurrence",
    "RedactedStatement",
    "Refused",
    "Removal",
    "Reparation",
    "Response",
    "Role",
    "Selector",
    "Sitting",
    "Source",
    "Span",
    "Stage",
    "Stance",
    "State",
    "Statement",
    "Step",
    "Suspension",
    "Target",
    "Term",
    "Tlp",
    "TrothError",
    "Verdict",
    "Window",
    "hull",
    "map_reduce",
    "parse_duration",
    "parse_moment",
    "parse_quantity",
    "parse_zone",
    "statement_id",
]
