"""One project of an OC4IDS file as a project of a programme: what the file says, and, with its source, what is assumed."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice, product
from typing import Any, NoReturn, Protocol

from troth.plan.programme import Mode, Pot, Project, funding
from troth.standards.oc4ids_records import Period, Value
from troth.standards.oc4ids_records import Project as Told

from .plan_file import FILE, PlanFile, first_month
from .plan_oc4ids_file import ProjectFile, SectorFile
from .problems import listed

UNDER_WAY = "implementation"
SPARE = 0.1
"""Of a period, which makes no period more: quarters have 90 to 92 days."""
MOST_MODES = 4
ROUNDING = 1e-6


class NotSaidError(Exception):
    """A project of a file that cannot be planned: where, what was found, what was expected, what to do."""

    def __init__(self, path: str, found: object, expected: str, remedy: str) -> None:
        super().__init__(path)
        self.path, self.found, self.expected, self.remedy = path, found, expected, remedy


def refuse(path: str, found: object, expected: str, remedy: str) -> NoReturn:
    """Say that a project cannot be planned; the path is that of one of its members."""
    raise NotSaidError(path, found, expected, remedy)


def sector_of(said: Told, sectors: Mapping[str, SectorFile]) -> SectorFile | None:
    """What is assumed of the project's sector, the narrowest code first.

    >>> transport = SectorFile(source="made up", crews={"builders": 2})
    >>> sector_of(Told(id="p", sector=("transport.road",)), {"transport": transport}).crews
    {'builders': 2}
    """
    for code in sorted(said.sector, key=lambda code: -code.count(".")):
        parts = code.split(".")
        for size in range(len(parts), 0, -1):
            if (found := sectors.get(".".join(parts[:size]))) is not None:
                return found
    return None


class Warn(Protocol):
    """Notes what should be looked at in a project."""

    def __call__(self, path: str, found: str, expected: str, remedy: str) -> None:
        """Note it."""
        ...


class Assumed:
    """What plan.toml assumes of a project: by itself, else by its sector."""

    def __init__(
        self, said: Told, own: ProjectFile | None, sector: SectorFile | None, every: Mapping[str, ProjectFile]
    ) -> None:
        self._said, self._own, self._sector = said, own, sector
        self._used: dict[str, list[str]] = {}
        self._every = every

    def get(self, key: str) -> Any:  # noqa: ANN401 - each key has its own type
        """A value by its key, or None; where it is from is remembered."""
        for one in (self._own, self._sector):
            value = getattr(one, key, None)
            if one is not None and value not in (None, ()):
                self._used.setdefault(one.source, []).append(key)
                return value
        return None

    def own(self, key: str) -> Any:  # noqa: ANN401 - each key has its own type
        """The same where only what is said of this very project counts."""
        return self.get(key) if getattr(self._own, key, None) is not None else None

    def need(self, key: str, path: str, expected: str) -> Any:  # noqa: ANN401 - each key has its own type
        """The same where nothing can be done without it."""
        if (value := self.get(key)) is None:
            sector = ", ".join(self._said.sector) or "no sector"
            at = (
                f'[oc4ids.sectors."{self._said.sector[0]}"]'
                if self._said.sector
                else f'[oc4ids.projects."{self._said.id}"]'
            )
            refuse(
                path,
                sector,
                expected,
                f"OC4IDS cannot say it: add `{key}` to {at} of {FILE}, with its source",
            )
        return value

    def after(self) -> tuple[str, ...]:
        """What has to be finished first, by the ids of the case."""
        names = self.get("after") or ()
        return tuple(own.id if (own := self._every.get(name)) and own.id else name for name in names)

    def because(self, file: str) -> str:
        """Where the project is from, and where what is assumed of it."""
        told = [f"{', '.join(sorted(set(keys)))}: {source}" for source, keys in self._used.items()]
        return "; ".join([f"{file}, {self._said.id}", *(f"assumed {one}" for one in told)])


@dataclass(frozen=True, slots=True)
class Planned:
    """A project of a file, about to be one of the programme."""

    said: Told
    assumed: Assumed
    told: PlanFile
    donors: Mapping[str, str]
    pots: tuple[Pot, ...]
    warn: Warn

    def project(self) -> Project:
        """The project with its modes."""
        assumed = self.assumed
        named = set(assumed.get("pots") or ())
        if strange := sorted(named - {pot.id for pot in self.pots}):
            refuse(
                "id", ", ".join(strange), "pots of plan_pots.csv", f"correct `pots` of this project in {FILE}"
            )
        bare = Project(
            assumed.get("id") or self.said.id, self._sector(), self._region(), (), after=assumed.after(),
            duration_log_sd=assumed.get("duration_log_sd") or 0.0, cost_log_sd=assumed.get("cost_log_sd") or 0.0,
        )  # fmt: skip
        able = tuple(pot for pot in self.pots if pot.pays_for(bare) and (not named or pot.id in named))
        return replace(bare, modes=self._modes(bare, able))

    def _modes(self, bare: Project, able: tuple[Pot, ...]) -> tuple[Mode, ...]:
        rest: dict[str, Any] = {
            "crews": self.assumed.need("crews", "sector", "how many crews of which pool it takes, {} where it takes none"),
            "materials": self.assumed.need("materials", "sector", "what has to pass a crossing in every period, 0 where nothing does"),
        }  # fmt: skip
        duration, cost = self._periods(), self._cost()
        shares = self._shares(cost, able)
        if not shares:
            return funding(bare, able, duration=duration, cost=cost, **rest)
        return tuple(
            Mode(duration, money, **rest) for money in islice(splits(shares, cost, able), MOST_MODES)
        )

    def _sector(self) -> str:
        own = self.assumed.get("sector")
        if own is None and not self.said.sector:
            refuse("sector", None, "a sector", f"add it, or `sector` to this project in {FILE}")
        return str(own or self.said.sector[0].partition(".")[0])

    def _region(self) -> str:
        if (own := self.assumed.get("region")) is not None:
            return str(own)
        regions = {one.address.region for one in self.said.locations if one.address and one.address.region}
        if len(regions) != 1:
            found = listed(regions) or None
            refuse(
                "locations", found, "one region in the addresses", f"say `region` of this project in {FILE}"
            )
        return str(regions.pop())

    def _periods(self) -> int:
        if (own := self.assumed.own("periods")) is not None:
            return int(own)
        span = 365.25 / self.told.periods_per_year
        days = self._days(self.said.implementation_period or self.said.period)
        if days is None:
            return int(
                self.assumed.need("periods", "period", "when it begins and ends, or how many days it takes")
            )
        return max(1, math.ceil(days / span - SPARE))

    def _days(self, period: Period | None) -> float | None:
        """How long it still takes: of what is under way only what is left when the plan begins."""
        if period is None:
            return None
        month = first_month(self.told)
        began = None if month is None else datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        if self.said.status != UNDER_WAY or began is None or period.end_date is None:
            return period.days
        if period.end_date <= began:
            refuse(
                "period/endDate", f"{period.end_date.date()}, before {began.date()}", "an end after the plan begins, for it is under way",
                f"say how many `periods` it still takes, for this project in {FILE}",
            )  # fmt: skip
        return min((period.end_date - began).days, period.days or math.inf)

    def _cost(self) -> float:
        if (own := self.assumed.get("cost")) is not None:
            return float(own)
        value = self.said.budget.amount if self.said.budget else None
        if value is None or value.amount is None:
            refuse("budget/amount", None, "an amount", f"add it, or `cost` to this project in {FILE}")
        return self._money(value, "budget/amount")

    def _money(self, value: Value, path: str) -> float:
        """An amount in the plan's currency."""
        rates = {**self.told.rates, self.told.currency: 1.0}
        if value.amount is None or value.amount < 0:
            refuse(f"{path}/amount", value.amount, "an amount of 0 or more", "correct it")
        if value.currency not in rates:
            refuse(
                f"{path}/currency",
                value.currency,
                f"a currency with a rate in [rates] of {FILE}",
                "add its rate",
            )
        return float(value.amount) * rates[value.currency]

    def _shares(self, cost: float, able: tuple[Pot, ...]) -> dict[tuple[str, ...], float]:
        """What each donor pays by the file, by the pots of his that may."""
        found: dict[tuple[str, ...], float] = {}
        for party, amount in self._sources().items():
            donor = self.donors.get(party, party)
            his = tuple(pot.id for pot in able if donor in {pot.donor, pot.id})
            if his:
                found[his] = found.get(his, 0.0) + amount
            elif amount:
                self.warn(
                    "budget/budgetBreakdowns", f"{amount:,.0f} of {party}", "a donor with a pot that may pay for it",
                    "it is asked of the other pots; add a pot of his, or say in [oc4ids.donors] who he is",
                )  # fmt: skip
        if sum(found.values()) > cost * (1 + ROUNDING):
            refuse(
                "budget/budgetBreakdowns", f"{sum(found.values()):,.0f} in all", f"at most the budget, {cost:,.0f}", "correct one of the two"
            )  # fmt: skip
        return found

    def _sources(self) -> dict[str, float]:
        """What each organisation gives, by the first breakdown that names any; its years are left to the pots."""
        for number, one in enumerate(self.said.budget.budget_breakdowns if self.said.budget else ()):
            found: dict[str, float] = {}
            for at, part in enumerate(one.budget_breakdown):
                if part.source_party and part.amount:
                    party = self._party(part.source_party.id, part.source_party.name)
                    path = f"budget/budgetBreakdowns/{number}/budgetBreakdown/{at}/amount"
                    found[party] = found.get(party, 0.0) + self._money(part.amount, path)
            if found:
                return found
        return {}

    def _party(self, id_: str | None, name: str | None) -> str:
        """An organisation by what plan.toml knows it by, else by its name."""
        known = next((said for said in (id_, name) if said is not None and said in self.donors), None)
        return known or name or self._named(id_)

    def _named(self, id_: str | None) -> str:
        return next((party.name for party in self.said.parties if party.id == id_ and party.name), id_ or "")


def splits(
    shares: Mapping[tuple[str, ...], float], cost: float, able: tuple[Pot, ...]
) -> Iterator[dict[str, float]]:
    """The ways in which a budget with several sources is paid: each part by a pot of its donor, the rest by another's.

    Only where there is no other pot, one of those donors pays the rest too.

    Parameters
    ----------
    shares
        What is paid, by the pots of each donor that may.
    cost
        In all.
    able
        The pots that may pay for the project.

    >>> pots = (Pot("n", (9.0,), donor="Norway"), Pot("f", (9.0,), donor="Fund"))
    >>> list(splits({("n",): 4.0}, 10.0, pots))
    [{'n': 4.0, 'f': 6.0}]
    """
    rest = cost - sum(shares.values())
    named = {pot for those in shares for pot in those}
    free = tuple(pot.id for pot in able if pot.id not in named) or tuple(pot.id for pot in able)
    others = [free] if rest > cost * ROUNDING else []
    amounts = [*shares.values(), *([rest] if others else [])]
    for chosen in product(*shares, *others):
        money: dict[str, float] = {}
        for pot, amount in zip(chosen, amounts, strict=True):
            money[pot] = money.get(pot, 0.0) + amount
        yield money
