"""Resource-constrained project scheduling: the shortest schedule under precedence and renewable resources.

>>> from troth.plan.rcpsp import Project, check, plan
>>> two = Project(durations=(3, 2), demands=((1,), (1,)), capacities=(1,), successors=((), ()))
>>> found = plan(two, seed=1, iterations=2)
>>> found.makespan, check(two, found.starts), found.proven
(5, [], True)
"""

from .check import check
from .project import Project
from .psplib import read_psplib
from .solve import Schedule, plan

__all__ = ["Project", "Schedule", "check", "plan", "read_psplib"]
