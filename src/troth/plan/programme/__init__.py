"""Which projects, in which order, with whose money, so that people regain services soonest.

>>> from troth.plan.programme import Budget, Mode, Pot, Programme, Project, Service, plan
>>> clinic = Project("clinic", "health", "Mirna", (Mode(2, {"A": 5.0}, {"builders": 1}),))
>>> open_ = Service("care", 900, (("clinic",),), region="Mirna")
>>> made = plan(Programme(4, (clinic,), (open_,), (Pot("A", (9.0,)),), {"builders": 1}), Budget(iterations=4))
>>> made.starts, made.checked
({'clinic': (0, 0)}, [])
"""

from .check import check, people_days, ready
from .faults import Fault, faults, plannable
from .problem import Floor, Mode, Pot, Programme, Project, Service, funding
from .search import Budget
from .solve import Plan, plan

__all__ = [
    "Budget",
    "Fault",
    "Floor",
    "Mode",
    "Plan",
    "Pot",
    "Programme",
    "Project",
    "Service",
    "check",
    "faults",
    "funding",
    "people_days",
    "plan",
    "plannable",
    "ready",
]
