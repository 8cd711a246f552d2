"""What the step `supply` gives of its plans: one row each for a policy, a zone's commodity, a crossing, a convoy."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from troth.supply.flow import Corridors, Difference, Outcome, shortages, shortfall
from troth.supply.states import chances, interval

from .supply_runs import Ran
from .supplying import Supplying

Rows = list[dict[str, Any]]
STAGES = ("manifested", "offloaded", "collected", "arrived", "intercepted", "spoiled")
QUANTILES = (0.05, 0.5, 0.95)
LEAST_URGENT = ("food", "water", "medical")
"""What is ranked first among what is missing."""


def _figure(value: float) -> float | None:
    """A figure that there is; JSON has no other."""
    return float(value) if np.isfinite(value) else None


def _between(found: Difference) -> dict[str, float | None]:
    return {"mean": _figure(found.mean), "low": _figure(found.low), "high": _figure(found.high)}


def policy_rows(supplying: Supplying, ran: Ran) -> Rows:
    """All policies, and what perfect information would have reached on the same scenarios."""
    demanded = float((supplying.corridors.person_days.sum(axis=(0, 2)) * [one.weight for one in supplying.corridors.commodities]).sum())  # fmt: skip
    rows: Rows = [{
        "policy": "perfect", "scenarios": len(ran.bound), "fill": float(1 - ran.bound.mean() / demanded) if demanded else None,
        "fill_sd": float(ran.bound.std() / demanded) if demanded else None, "unmet": None, "weighted_unmet": float(ran.bound.mean()),
        **{f"beside_{end}": None for end in ("mean", "low", "high")}, "because": _ground(supplying),
    }]  # fmt: skip
    base = ran.outcomes["rolling"]
    for name, one in ran.outcomes.items():
        apart = one.unmet_each - base.unmet_each[: one.scenarios]
        beside = _between(_apart(apart)) if name != "rolling" else dict.fromkeys(("mean", "low", "high"))
        rows.append({
            "policy": name, "scenarios": one.scenarios, "fill": _figure(one.fill), "fill_sd": _figure(one.fill_sd), "unmet": one.unmet,
            "weighted_unmet": float(one.weighted_each.mean()), **{f"beside_{end}": value for end, value in beside.items()}, "because": _ground(supplying),
        })  # fmt: skip
    return rows


def _apart(each: np.ndarray) -> Difference:
    half = 1.96 * float(each.std(ddof=1)) / np.sqrt(len(each)) if len(each) > 1 else float("inf")
    return Difference(float(each.mean()), float(each.mean() - half), float(each.mean() + half))


def _ground(supplying: Supplying) -> list[str]:
    """What everything rests on: the tables of places, goods and reports."""
    names = ("supply_crossings", "supply_routes", "supply_stocks", "supply_zones", "supply_commodities")
    reports = ["tables/crossing_reports.csv"] if supplying.model is not None else []
    return [f"tables/{name}.csv" for name in names] + reports


def cover_rows(supplying: Supplying, ran: Ran) -> Rows:
    """How reliably each zone has enough of each commodity, and for how many days it lasts."""
    told, corridors = ran.told, supplying.corridors
    ends = [told.cover(share) for share in QUANTILES]
    demand = corridors.person_days.sum(axis=2)
    return [
        {
            "zone": zone.id, "commodity": good.id, "group": supplying.kinds[good.id].group, "person_days": float(demand[z, k]),
            "reliability": float(told.reliability[z, k]), "missed": float(told.missed[z, k] * good.per_truck / good.ration),
            **{f"cover_{name}": _figure(end[z, k]) for name, end in zip(("q05", "q50", "q95"), ends, strict=True)},
            "because": [supplying.spots["zone", zone.id].source, supplying.kinds[good.id].source],
        }
        for z, zone in enumerate(corridors.zones)
        for k, good in enumerate(corridors.commodities)
        if demand[z, k] > 0
    ]  # fmt: skip


def shortage_rows(supplying: Supplying, ran: Ran) -> Rows:
    """What is missing where: food, water and medical supplies first, each by the days that people go without."""
    found = shortages(ran.told, supplying.corridors)
    found.sort(
        key=lambda one: supplying.kinds[one.commodity].group not in LEAST_URGENT
    )  # stable: by weight within
    return [
        {
            "rank": rank, "zone": one.zone, "commodity": one.commodity, "group": supplying.kinds[one.commodity].group,
            "person_days": one.person_days, "share": one.share, "reliability": one.reliability,
            "because": [supplying.spots["zone", one.zone].source, supplying.kinds[one.commodity].source],
        }
        for rank, one in enumerate(found, 1)
    ]  # fmt: skip


def stage_rows(supplying: Supplying, ran: Ran) -> Rows:
    """Of each commodity, loads by stage over all days, on average: what entered is offloaded, and not arrived."""
    stages = {name: array.sum(axis=0) for name, array in ran.told.stages.items()}
    return [
        {"commodity": good.id, "name": supplying.kinds[good.id].name, "unit": good.unit, "per_truck": good.per_truck, **{name: float(stages[name][k]) for name in STAGES}, "because": [supplying.kinds[good.id].source]}
        for k, good in enumerate(supplying.corridors.commodities)
    ]  # fmt: skip


def daily_rows(supplying: Supplying, ran: Ran) -> Rows:
    """Loads by stage on each day, on average, and how far apart scenarios are in what arrives."""
    told, days = ran.told, range(supplying.corridors.days)
    means = {name: array.sum(axis=1) for name, array in told.stages.items()}
    ends = [told.arrived(share) for share in QUANTILES]
    return [
        {
            "date": _day(supplying, day), **{name: float(means[name][day]) for name in STAGES},
            **{f"arrived_{name}": _figure(end[day]) for name, end in zip(("q05", "q50", "q95"), ends, strict=True)},
        }
        for day in days
    ]  # fmt: skip


def _day(supplying: Supplying, day: int) -> str:
    return (supplying.told.start + timedelta(days=day)).isoformat()


def crossing_rows(supplying: Supplying, ran: Ran) -> Rows:
    """Each crossing: how likely it is open, how much passes, and what became of it."""
    told = ran.told.crossings
    hurts = {one.crossing: one for one in ran.closures}
    rows = []
    for place, crossing in enumerate(supplying.corridors.crossings):
        spot, shut = supplying.spots["crossing", crossing.id], hurts[crossing.id]
        rows.append({
            "crossing": crossing.id, "name": spot.name, "region": crossing.region, "lat": spot.lat, "lon": spot.lon, "capacity": crossing.capacity,
            **_learnt(supplying, crossing.id), "open": float(ran.opened[place].mean()),
            **{name: float(told[name][place].sum()) for name in STAGES[:-1]},
            "closed_from": _day(supplying, shut.first), "closed_to": _day(supplying, shut.last),
            **{f"closure_{end}": value for end, value in _between(shut.added).items()}, "because": [spot.source, *_reports(supplying, crossing.id)],
        })  # fmt: skip
    return rows


def _learnt(supplying: Supplying, name: str) -> dict[str, float | bool | None]:
    """What is learnt of a crossing: the chance of its next day, and loads on an open day; nothing where it has no reports."""
    keys = ("chance", "chance_low", "chance_high", "day_q05", "day_q50", "day_q95")
    model, today = supplying.model, supplying.today
    if model is None or today is None or name not in model.crossings:
        return {**dict.fromkeys(keys), "never_open": None}
    place = model.crossings.index(name)
    low, high = interval(model, today)[place]
    figures = (chances(model, today)[place], low, high, *model.throughput.day[place])
    never = name in model.never
    return {**({key: float(value) for key, value in zip(keys, figures, strict=True)} if not never else dict.fromkeys(keys)), "never_open": never}  # fmt: skip


def _reports(supplying: Supplying, name: str) -> list[str]:
    model = supplying.model
    known = model is not None and name in model.crossings
    return [f"tables/crossing_reports.csv ({supplying.told.reporter}, to {supplying.told.learnt_to})"] if known else []  # fmt: skip


def worth_rows(supplying: Supplying, ran: Ran) -> Rows:
    """What one more of something would bring."""
    return [
        {"kind": one.kind, "what": one.what, **_between(one.gain), "because": [supplying.spots["crossing", one.what].source] if one.what else ["tables/supply_fleet.csv"]}
        for one in ran.worth
    ]  # fmt: skip


def flow_rows(supplying: Supplying, ran: Ran) -> Rows:
    """Loads on each leg and route, on average over the scenarios that were followed day by day: for the map."""
    corridors = supplying.corridors
    sent = np.mean([one.dispatch.sum(axis=(0, 2)) for one in ran.traces], axis=0)
    got = np.mean([(one.collected - one.intercepted).sum(axis=(0, 2)) for one in ran.traces], axis=0)
    lost = np.mean([one.intercepted.sum(axis=(0, 2)) for one in ran.traces], axis=0)
    rows: Rows = [
        {
            "kind": "leg",
            "from": leg.origin,
            "to": leg.crossing,
            "loads": float(sent[place]),
            "intercepted": 0.0,
        }
        for place, leg in enumerate(corridors.legs)
    ]
    rows += [
        {"kind": "route", "from": way.crossing, "to": way.zone, "loads": float(got[place]), "intercepted": float(lost[place])}
        for place, way in enumerate(corridors.routes)
    ]  # fmt: skip
    return rows


def place_rows(supplying: Supplying) -> Rows:
    """Origins, crossings and zones with their places."""
    return [
        {"kind": one.kind, "place": one.id, "name": one.name, "lat": one.lat, "lon": one.lon, "people": one.people[1] if one.people else None}
        for one in supplying.spots.values()
    ]  # fmt: skip


def passage_rows(supplying: Supplying, ran: Ran) -> Rows:
    """People who have to pass: counts only."""
    passed = ran.told.people
    return [
        {
            "passage": one.id, "crossing": one.crossing, "from": _day(supplying, one.first), "to": _day(supplying, one.last if one.last is not None else supplying.corridors.days - 1),
            "people": float(sum(one.people)), "passed": float(passed[place, 0]), "waiting": float(passed[place, 1]), "because": [supplying.passages[one.id]],
        }
        for place, one in enumerate(supplying.corridors.passages)
    ]  # fmt: skip


def convoy_rows(supplying: Supplying, ran: Ran) -> Rows:
    """Trucks to send in the coming days."""
    return [
        {
            "date": None if one.date is None else one.date.isoformat(), "origin": one.origin, "crossing": one.crossing, "zone": one.zone,
            "commodity": one.commodity, "trucks": one.trucks, "because": _way(supplying, one.crossing, one.zone),
        }
        for one in ran.convoys
    ]  # fmt: skip


def _way(supplying: Supplying, crossing: str, zone: str) -> list[str]:
    way = supplying.ways.get((crossing, zone))
    return [way.source if way else supplying.spots["crossing", crossing].source]


def agreed_rows(supplying: Supplying, outcome: Outcome) -> Rows:
    """What is expected to stay below what was agreed, promise by promise; nothing of a promise that does not hold on these days."""
    start, days = supplying.told.start, supplying.corridors.days
    expected = shortfall(outcome, _agreeing(supplying))
    rows: Rows = []
    for one in supplying.promised:
        if one.promise.unit not in {"truck", supplying.told.unit}:
            continue
        held = [day for day in range(days) if _holds(start + timedelta(days=day), one.promise.first, one.promise.last)]  # fmt: skip
        for day in held:
            arrived, passed = expected[day].arrived, expected[day].offloaded
            rows.append({
                "promise": one.promise.id, "by": one.promise.by, "term": one.term or None, "date": _day(supplying, day), "agreed": one.promise.a_day,
                "offloaded": passed, "arrived": arrived, "short": max(0.0, one.promise.a_day - arrived), "because": [one.source],
            })  # fmt: skip
    return rows


def _agreeing(supplying: Supplying) -> Corridors:
    """With any number agreed, to have its days told."""
    return replace(supplying.corridors, agreed=(0.0,))


def _holds(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)


def import_rows(supplying: Supplying, ran: Ran) -> Rows:
    """The table `import_caps`: how much of each commodity reaches the zones in each month of the plan, for whoever plans with it."""
    start, days = supplying.told.start, supplying.corridors.days
    months = [(start + timedelta(days=day)).strftime("%Y-%m") for day in range(days)]
    rows: Rows = []
    for month in dict.fromkeys(months):
        of_month = np.array([one == month for one in months])
        loads = ran.imports[:, of_month].sum(axis=1)
        for k, good in enumerate(supplying.corridors.commodities):
            ends = np.quantile(loads[:, k] * good.per_truck, QUANTILES)
            rows.append({
                "material": good.id, "month": month, **{name: float(end) for name, end in zip(("q05", "q50", "q95"), ends, strict=True)},
                "unit": good.unit, "because": [supplying.kinds[good.id].source, f"{int(of_month.sum())} days of the plan"],
            })  # fmt: skip
    return rows


def fault_rows(supplying: Supplying, broken: Sequence[str]) -> Rows:
    """What could not be computed, or lets nothing through; and what the independent check says."""
    return [
        {"part": one.part, "ids": list(one.ids), "what": one.what, "at": at or None} for one, at in supplying.faults
    ] + [{"part": "check", "ids": [], "what": one, "at": None} for one in broken]  # fmt: skip
