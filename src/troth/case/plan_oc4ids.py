"""Projects of OC4IDS files as projects of a programme: what the files say, and, with its source, what is assumed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from troth.plan.programme import Pot, Project, Service
from troth.standards import oc4ids
from troth.standards.oc4ids_records import Project as Told

from .fields import Spot
from .folder import Folder
from .plan_file import FILE, PlanFile
from .plan_needs import Claim
from .plan_oc4ids_file import Oc4idsFile, SectorFile
from .plan_oc4ids_project import Assumed, NotSaidError, Planned, Warn, refuse, sector_of
from .problems import did_you_mean, listed
from .tomlfile import Document, spot_of

DONE = frozenset({"completion", "maintenance", "decommissioning", "decommissioned"})
"""Statuses of what has been built: it is not planned, and what needs it has it."""
CANCELLED = "cancelled"
Named = tuple[Project, str, str]
"""A project, its name, where it is from."""
Row = tuple[Project, str, str, tuple[Claim, ...]]
"""The same with the needs that it is for, of which OC4IDS says nothing."""


@dataclass(frozen=True, slots=True)
class Given:
    """What came of the files."""

    projects: list[Named] = field(default_factory=list)
    done: frozenset[str] = frozenset()
    """Ids of what has been built."""

    def beside(self, rows: Iterable[Row]) -> list[Row]:
        """The rows of plan_projects.csv and those of the files, none of which waits for what has been built."""
        every = [*rows, *((project, name, source, ()) for project, name, source in self.projects)]
        return [
            (
                replace(one, after=tuple(name for name in one.after if name not in self.done)),
                name,
                source,
                claims,
            )
            for one, name, source, claims in every
        ]

    def still_to_be_done(
        self, folder: Folder, rows: Iterable[tuple[Service, str, str]]
    ) -> tuple[list[tuple[Service, str, str]], tuple[Service, ...]]:
        """The services without what they need and have, and those that have it all: each of these is noted.

        A service that needs one thing or the other has what it needs where it has one.
        """
        kept, there = [], []
        for service, name, source in rows:
            left = tuple(group for group in service.requires if not self.done & set(group))
            if service.requires and not left:
                there.append(service)
                folder.problems.warn(
                    FILE, field="oc4ids", found=f"service {service.id}", expected="something that is still to be done for it",
                    remedy="all that it needs has been built: it is there from the beginning, counts for the goal, and is not planned",
                )  # fmt: skip
            else:
                kept.append((replace(service, requires=left), name, source))
        return kept, tuple(there)


def read_oc4ids(folder: Folder, document: Document, told: PlanFile, pots: tuple[Pot, ...]) -> Given:
    """The projects of the OC4IDS files that plan.toml names; what is wrong with them is noted."""
    asked = told.oc4ids
    if asked is None:
        return Given()
    reading = _Reading(folder, told, asked, pots)
    for file in asked.files:
        reading.file(file)
    unread = any(folder.problems.count(file) for file in asked.files)  # which ids are in it, nobody knows
    _known(spot_of(document, folder), told, asked, pots, None if unread else reading.ids)
    return Given(reading.projects, frozenset(reading.done))


def _known(
    spot: Spot, told: PlanFile, asked: Oc4idsFile, pots: tuple[Pot, ...], ids: set[str] | None
) -> None:
    """Note what is assumed of nothing: each would be passed over in silence."""
    donors = {pot.donor for pot in pots}
    for party, donor in asked.donors.items():
        if donor not in donors:
            remedy = did_you_mean(donor, donors, f"donors are: {listed(donors)}")
            spot.bad(
                ("oc4ids", "donors", party), found=donor, expected="a donor of plan_pots.csv", remedy=remedy
            )
    for name in asked.projects.keys() - ids if ids is not None else ():
        remedy = did_you_mean(name, ids or (), "take it out")
        spot.bad(
            ("oc4ids", "projects", name),
            found=name,
            expected="the id of a project in the files",
            remedy=remedy,
        )
    every: list[tuple[str, Mapping[str, SectorFile]]] = [
        ("sectors", asked.sectors),
        ("projects", asked.projects),
    ]
    for kind, those in every:
        for name, one in those.items():
            for pool in (one.crews or {}).keys() - told.crews.keys():
                remedy = did_you_mean(pool, told.crews, f"pools are: {listed(told.crews)}")
                spot.bad(
                    ("oc4ids", kind, name, "crews"), found=pool, expected="a pool of [crews]", remedy=remedy
                )


class _Reading:
    """Files as they are read, one after the other."""

    def __init__(self, folder: Folder, told: PlanFile, asked: Oc4idsFile, pots: tuple[Pot, ...]) -> None:
        self.projects: list[Named] = []
        self.done: set[str] = set()
        self.ids: set[str] = set()
        """Of the files, also of what could not be planned."""
        self._folder, self._told, self._asked, self._pots = folder, told, asked, pots

    def file(self, name: str) -> None:
        """Read a file; whatever is wrong in it, what is good is taken."""
        if not self._folder.has(name):
            remedy = "add the file, or take it out of [oc4ids] files"
            self._folder.problems.add(
                FILE, field="oc4ids.files", found=name, expected="a file of the case", remedy=remedy
            )
            return
        with self._folder.stream(name) as stream:
            for one in oc4ids.examined(stream) if stream is not None else ():
                self._one(name, one)

    def _one(self, name: str, one: oc4ids.Examined) -> None:
        problems = self._folder.problems
        for problem in (*one.problems, *one.warnings):
            if one.project is None and problem.level == "error":
                problems.take(name, problem)
            else:
                problems.take_warning(name, problem)
        if one.project is None:
            return
        try:
            self._planned(name, one.project)
        except NotSaidError as error:
            problems.add(
                name, line=one.line, field=f"projects/{one.number}/{error.path}", found=error.found, expected=error.expected,
                remedy=error.remedy,
            )  # fmt: skip

    def _planned(self, name: str, said: Told) -> None:
        if said.id in self.ids:
            refuse("id", said.id, "each id once in all files", "take one of the two out")
        self.ids.add(said.id)
        own = self._asked.projects.get(said.id)
        if said.status in DONE:
            self.done |= {said.id, *([own.id] if own and own.id else [])}
        elif said.status != CANCELLED:
            assumed = Assumed(said, own, sector_of(said, self._asked.sectors), self._asked.projects)
            project = Planned(
                said, assumed, self._told, self._asked.donors, self._pots, self._warned(name, said)
            ).project()
            self.projects.append((project, said.title or "", assumed.because(name)))

    def _warned(self, name: str, said: Told) -> Warn:
        def warn(path: str, found: str, expected: str, remedy: str) -> None:
            self._folder.problems.warn(
                name, field=f"{said.id}: {path}", found=found, expected=expected, remedy=remedy
            )

        return warn
