"""The sections of a run: one for each step that wrote something to be read, in the order in which they are read.

A new engine adds its section here, and its heading `head.STEP` to the catalogs; the one-file report and the desk show
it without knowing of it.
"""

from collections.abc import Callable, Iterable

from . import assess, claims, incidents, monitor, networks, plan, supply
from .index import Tables
from .section import Section
from .text import Catalog

SECTIONS: dict[str, Callable[[Tables, str], Section]] = {
    "monitor": monitor.section,
    "incidents": incidents.section,
    "read": claims.section,
    "assess": assess.section,
    "networks": networks.section,
    "supply": supply.section,
    "plan": plan.section,
}
"""By the name of a step, what writes its section."""
FIRST = "monitor"
"""The terms come first, since they are what was promised; every report has them but that of a case with none."""
BY_ITSELF = frozenset({"assess", "networks", "supply", "plan"})
"""What says enough by itself: a case that promises nothing and has one of these shows no empty table of terms."""


def steps(ran: Iterable[str]) -> list[str]:
    """The steps that have a section, of those that ran.

    >>> steps(["incidents", "monitor"])
    ['monitor', 'incidents']
    """
    return [FIRST, *(name for name in ran if name in SECTIONS and name != FIRST)]


def titles(ran: Iterable[str], texts: Catalog) -> list[tuple[str, str]]:
    """The same steps with their headings; one whose heading no catalog has goes by its name."""
    return [(name, texts(f"head.{name}") if f"head.{name}" in texts.texts else name) for name in steps(ran)]


def sections(tables: Tables, ran: Iterable[str], locale: str = "en") -> list[Section]:
    """Write the sections of a run; a case that promises nothing and assesses or plans has no section on terms."""
    read = steps(ran)
    if BY_ITSELF & set(read) and not tables.get("terms"):
        read.remove(FIRST)
    return [SECTIONS[name](tables, locale) for name in read]
