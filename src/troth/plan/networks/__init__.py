"""Networks that need one another (power, water, gas, telecommunications): in which order to repair them after damage.

>>> from troth.plan.networks import Arc, Networks, Node, Restoration, check, restore
>>> line = Networks((Node("plant", "power", 2), Node("town", "power", -2, 900)), (Arc("line", "power", "plant", "town", 2),))
>>> cut = Restoration(line, ("line",), resources=1, periods=2)
>>> found = restore(cut)
>>> found.before, found.ahead.value, check(cut, found.ahead)
({'power': 0.0}, 1800.0, [])
"""

from .check import check
from .faults import Fault, faults, usable
from .problem import Arc, Dependency, Networks, Node, Restoration, working
from .result import Course, Restored
from .solve import Effort, restore

__all__ = [
    "Arc",
    "Course",
    "Dependency",
    "Effort",
    "Fault",
    "Networks",
    "Node",
    "Restoration",
    "Restored",
    "check",
    "faults",
    "restore",
    "usable",
    "working",
]
