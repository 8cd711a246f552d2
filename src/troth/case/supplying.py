"""A supply case as read: the problem for the engine, what was learnt of its crossings, and what each reporter says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from troth.supply.flow import Corridors, Fault, Origin, Scenarios, usable
from troth.supply.states import Course, LossShare, Memory, Model, Panel, fit, places_of, remembered

from .folder import Folder
from .overrides import Override, apply_to_file
from .supply_file import FILE, SupplyFile, known_crossings, read_supply_file
from .supply_goods import (
    COMMODITIES,
    Kind,
    Places,
    Promised,
    read_commodities,
    read_demand,
    read_pipelines,
    read_promised,
    read_stocks,
    units_of,
)
from .supply_places import (
    CROSSINGS,
    ORIGINS,
    ZONES,
    Gate,
    Spot,
    Way,
    read_crossings,
    read_fleet,
    read_legs,
    read_origins,
    read_passages,
    read_routes,
    read_zones,
    zone_of,
)
from .supply_reports import Reports, learning_panel, look_alike, read_reports
from .tomlfile import read_toml

FloatArray = np.ndarray
_DEMAND = 3
"""Purpose of a seed: how many people there are; others are those of `troth.supply.states.course`."""

_FIRM = 4.0
"""Of the Beta of people: the sum of its two parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the crossings, the ways and the number of people may be: as learnt, or as the case says where nothing was."""

    course: Course | None
    crossings: int
    days: int
    losses: tuple[LossShare, ...]
    shut: tuple[tuple[int, int, int], ...] = ()
    people: tuple[tuple[float, float, float], ...] = ()
    """(Z) of each zone: low, best and high, beside the best."""

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """Scenarios `first` to `first + count - 1` of a seed."""
        if self.course is not None:
            opened = self.course.open(seed, first, count, self.days)
            return Scenarios(opened, self.course.lost(seed, first, count, self.days), self._people(seed, first, count))  # fmt: skip
        lost = np.repeat([[share.fixed if not share.alpha else share.alpha / (share.alpha + share.beta) for share in self.losses]], count, 0)  # fmt: skip
        opened = self._shut(np.ones((count, self.crossings, self.days)), 0)
        return Scenarios(opened, np.repeat(lost[:, :, None], self.days, 2), self._people(seed, first, count))

    def ahead(self, seen: FloatArray, days: int, seed: int, count: int) -> FloatArray:
        """(count, C, days) shares for the days after those seen."""
        if self.course is not None:
            return self.course.ahead(seen, days, seed, count)
        return self._shut(np.ones((count, self.crossings, days)), seen.shape[1])

    def _shut(self, opened: FloatArray, skipped: int) -> FloatArray:
        for place, first, last in self.shut:
            opened[:, place, max(0, first - skipped) : max(0, last + 1 - skipped)] = 0.0
        return opened

    def _people(self, seed: int, first: int, count: int) -> FloatArray | None:
        """(count, Z, days) factors: each zone has between as few and as many people as is said, on average the best figure."""
        if not any(low < high for low, _, high in self.people):
            return None
        factors = np.ones((count, len(self.people)))
        for number in range(count):
            key = [seed % 2**64, (_DEMAND * 2**40 + first + number) % 2**64]
            random = np.random.Generator(np.random.Philox(key=key))
            factors[number] = [_factor(random, *one) for one in self.people]
        return np.repeat(factors[:, :, None], self.days, axis=2)


def _factor(random: np.random.Generator, low: float, best: float, high: float) -> float:
    """A Beta between the ends whose mean is the best figure; that figure where it is an end itself."""
    mean = (best - low) / (high - low) if low < high else 1.0
    drawn = random.beta(max(_FIRM * mean, 1e-9), max(_FIRM * (1.0 - mean), 1e-9))
    return low + (high - low) * float(drawn) if 0 < mean < 1 else best


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, kw_only=True)
class Supplying:
    """What a case says of what is to get through; one reading of a case has one, so that its results can be kept with it."""

    told: SupplyFile
    corridors: Corridors
    """As the tables have it, without what cannot be computed."""
    outlook: Outlook
    kinds: Mapping[str, Kind]
    spots: Mapping[tuple[str, str], Spot]
    """By kind and id."""
    faults: tuple[tuple[Fault, str], ...]
    """What cannot be computed or lets nothing through, and the file and line in which it stands."""
    ways: Mapping[tuple[str, str], Way]
    reports: Reports
    promised: tuple[Promised, ...] = ()
    passages: Mapping[str, str] = field(default_factory=dict)
    """Where each stands."""
    panel: Panel | None = None
    """What was learnt from."""
    known: Panel | None = None
    """The same with all days that are on file: also those that were held out."""
    model: Model | None = None
    today: Memory | None = None
    others: Mapping[str, "Supplying"] = field(default_factory=dict)
    """By scenario that is compared."""


def warn_of_faults(folder: Folder, supplying: Supplying) -> None:
    """Note what cannot be computed, or lets nothing through, each with its file and line; the rest is computed."""
    for fault, at in supplying.faults:
        file, _, line = at.rpartition(":")
        folder.problems.warn(file or FILE, line=int(line) if line.isdigit() else None, field=", ".join(fault.ids), found=fault.what, expected="a corridor that can be computed", remedy="correct it; the rest is computed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Learnt:
    panel: Panel | None = None
    model: Model | None = None
    today: Memory | None = None


def read_supplying(folder: Folder, changes: Sequence[Override] = ()) -> Supplying | None:
    """Read a case's corridors, with the changes of a scenario; without supply.toml there are none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    apply_to_file(document, folder, changes, "supply")
    told = read_supply_file(folder, document)
    if told is None:
        return None
    kinds, origins, zoned = read_commodities(folder), read_origins(folder), read_zones(folder)
    reports = read_reports(folder, told)
    named = [COMMODITIES, ORIGINS, ZONES, CROSSINGS]
    gates = read_crossings(folder, units_of(kinds, told)) if not folder.problems.count(COMMODITIES) else []
    if any(folder.problems.count(name) for name in named):
        return None  # what the other tables name is not all known: whatever was said of them might follow from that
    known_crossings(folder, document, told, {gate.crossing.id for gate in gates})
    look_alike(folder, reports, [name for gate in gates for name in gate.reported_as], told)
    learnt = _learn(folder, reports, gates, told)
    read = _Read(folder, told, tuple(kinds), tuple(origins), tuple(zoned), tuple(_gates(folder, gates, learnt, told)), reports)  # fmt: skip
    return read.supplying(learnt)


def _learn(folder: Folder, reports: Reports, gates: Sequence[Gate], told: SupplyFile) -> _Learnt:
    """How crossings open and close, and how much passes; nothing where no reporter is named."""
    panel = learning_panel(folder, reports, gates, told)
    if panel is None:
        return _Learnt()
    return _Learnt(panel, fit(panel), remembered(panel))


def _gates(folder: Folder, gates: Sequence[Gate], learnt: _Learnt, told: SupplyFile) -> list[Gate]:
    """Crossings with the capacity that is learnt, or that a scenario gives."""
    found = []
    for gate in gates:
        given, name = told.crossings.get(gate.crossing.id), gate.crossing.id
        capacity = gate.crossing.capacity
        if given is not None and given.capacity is not None:
            capacity = given.capacity
        elif gate.learnt and learnt.model is not None and name in learnt.model.crossings:
            capacity = float(learnt.model.throughput.capacity[learnt.model.crossings.index(name)])
        elif gate.learnt and not (told.reporter and learnt.model is None):
            folder.problems.add(
                CROSSINGS, line=int(gate.spot.source.rpartition(":")[2]), field="capacity", found=f"learnt, and no reporter in {FILE}",
                expected="loads a day, or reports that it can be learnt from", remedy=f"write a number, or name the reporter in {FILE}",
            )  # fmt: skip
        found.append(replace(gate, crossing=replace(gate.crossing, capacity=capacity)))
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """The tables that the others name."""

    folder: Folder
    told: SupplyFile
    kinds: tuple[Kind, ...]
    origins: tuple[Spot, ...]
    zoned: tuple[tuple[Spot, float | None], ...]
    gates: tuple[Gate, ...]
    reports: Reports

    def supplying(self, learnt: _Learnt) -> Supplying:
        folder, told = self.folder, self.told
        origins, zoned = self.origins, self.zoned
        names = Places(
            frozenset(one.id for one in origins),
            frozenset(gate.crossing.id for gate in self.gates),
            frozenset(spot.id for spot, _ in zoned),
        )
        ways = read_routes(folder, sorted(names.crossings), sorted(names.zones), self.reports.losses)
        passages = read_passages(folder, sorted(names.crossings), told)
        corridors, fleet = self._corridors(origins, zoned, names, ways)
        corridors = replace(corridors, passages=tuple(one for one, _, _ in passages))
        sound, found = usable(corridors)
        spots = {(one.kind, one.id): one for one in (*origins, *(gate.spot for gate in self.gates), *(spot for spot, _ in zoned))}  # fmt: skip
        by_route = {(way.route.crossing, way.route.zone): way for way in ways}
        places = _Where(spots, {one.id: at for one, at, _ in passages}, by_route, fleet)
        return Supplying(
            told=told, corridors=sound, outlook=_outlook(sound, learnt, told, by_route, spots),
            kinds={one.good.id: one for one in self.kinds}, spots=spots, ways=by_route, reports=self.reports,
            faults=tuple((one, places.of(one)) for one in found), promised=tuple(read_promised(folder)),
            passages={one.id: at for one, at, _ in passages}, panel=learnt.panel, model=learnt.model, today=learnt.today,
            known=learning_panel(folder, self.reports, self.gates, told, whole=True) if learnt.panel else None,
        )  # fmt: skip

    def _corridors(
        self, origins: Sequence[Spot], zoned: Sequence[tuple[Spot, float | None]], names: Places, ways: Sequence[Way]
    ) -> tuple[Corridors, tuple[str, ...]]:  # fmt: skip
        folder, told, units = self.folder, self.told, units_of(self.kinds, self.told)
        held = read_stocks(folder, units, names)
        pipelines = read_pipelines(folder, units, names, told)
        zones = tuple(zone_of(spot, store, held.zones.get(spot.id, {})) for spot, store in zoned)
        people = {spot.id: spot.people[1] if spot.people else 0.0 for spot, _ in zoned}
        fleet, at = read_fleet(folder, told)
        return Corridors(
            days=told.days, commodities=tuple(one.good for one in self.kinds),
            origins=tuple(Origin(id=one.id, stock=held.origins.get(one.id, {}), pipeline=pipelines.get(one.id, {})) for one in origins),
            crossings=tuple(
                replace(gate.crossing, waiting=held.waiting.get(gate.crossing.id, {}), offloaded=held.offloaded.get(gate.crossing.id, {}))
                for gate in self.gates
            ),
            legs=tuple(read_legs(folder, sorted(names.origins), sorted(names.crossings))), routes=tuple(way.route for way in ways), zones=zones,
            demand=read_demand(folder, self.kinds, zones, people, told), fleet=fleet, pieces=told.pieces, start=told.start,
        ), at  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Where:
    """In which file and line the parts of a problem stand."""

    spots: Mapping[tuple[str, str], Spot]
    passages: Mapping[str, str]
    ways: Mapping[tuple[str, str], Way]
    fleet: tuple[str, ...]

    def of(self, fault: Fault) -> str:
        """File and line of what is wrong; the nearest that is known."""
        name = fault.ids[0] if fault.ids else ""
        if (fault.part, name) in self.spots:
            return self.spots[fault.part, name].source
        if fault.part == "demand" and ("zone", name) in self.spots:
            return self.spots["zone", name].source
        if fault.part == "passage":
            return self.passages.get(name, "")
        if fault.part == "fleet" and self.fleet:
            return self.fleet[0]
        ends = {f"{crossing}-{zone}": way.source for (crossing, zone), way in self.ways.items()}
        return ends.get(name, "")


def _outlook(
    corridors: Corridors, learnt: _Learnt, told: SupplyFile, ways: Mapping[tuple[str, str], Way], spots: Mapping[tuple[str, str], Spot]
) -> Outlook:  # fmt: skip
    names = [one.id for one in corridors.crossings]
    losses = tuple(ways[one.crossing, one.zone].loss for one in corridors.routes)
    shut = tuple(_shut(names, told))
    people = []
    for zone in corridors.zones:
        low, best, high = spots["zone", zone.id].people or (0.0, 0.0, 0.0)
        people.append((low / best, 1.0, high / best) if best else (1.0, 1.0, 1.0))
    course = None
    if learnt.model is not None and learnt.today is not None:
        course = Course(model=learnt.model, today=learnt.today, places=places_of(names, learnt.model), routes=losses, shut=shut)  # fmt: skip
    return Outlook(course=course, crossings=len(names), days=corridors.days, losses=losses, shut=shut, people=tuple(people))  # fmt: skip


def _shut(names: Sequence[str], told: SupplyFile) -> list[tuple[int, int, int]]:
    """Crossing, first and last day of each closure of a scenario."""
    found = []
    for name, one in told.crossings.items():
        if name not in names:
            continue
        if not one.open:
            found.append((names.index(name), 0, told.days - 1))
        elif one.closed:
            first, last = ((one_day - told.start).days for one_day in one.closed_days)
            found.append((names.index(name), max(0, first), last))
    return [one for one in found if one[2] >= 0]
