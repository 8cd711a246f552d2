"""What is said of supply, in words: the first lines, and every table as cells, for pages and for the terminal alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .index import Row, Tables
from .text import Catalog

Cells = Callable[[Row], tuple[str, ...]]
POLICIES = ("perfect", "rolling", "stochastic", "rule")


def number(value: float | None) -> str:
    """A figure as people read it: large ones whole, small ones with a digit; empty where there is none.

    >>> number(12345.6), number(0.26), number(None)
    ('12,346', '0.3', '')
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 10 or abs(value - round(value)) < 0.05 else f"{value:,.1f}"  # noqa: PLR2004 - two digits are enough


def share(value: float | None) -> str:
    """A share in per cent; empty where there is none."""
    return "" if value is None else f"{value:.0%}" if abs(value) >= 0.995 or value < 0.1 else f"{value:.1%}"  # noqa: PLR2004 - where a digit more says nothing


def between(low: float | None, high: float | None) -> str:
    """From low to high."""
    return "" if low is None or high is None else f"{number(low)} \N{EN DASH} {number(high)}"


@dataclass(frozen=True, slots=True)
class Words:
    """How the tables of the step are written."""

    tables: Tables
    names: Mapping[str, str]
    """Of places and commodities, for people."""
    texts: Catalog

    @classmethod
    def of(cls, tables: Tables, texts: Catalog) -> "Words":
        """With the names that the case gives."""
        names = {str(row["place"]): str(row["name"]) for row in tables.get("supply_places", ())}
        names |= {str(row["commodity"]): str(row["name"]) for row in tables.get("supply_stages", ())}
        return cls(tables, names, texts)

    def name(self, one: object) -> str:
        """What people call a place or a commodity."""
        return self.names.get(str(one), str(one))

    def columns(self, key: str) -> tuple[str, ...]:
        """The heads of a table."""
        return tuple(self.texts(f"supply.cols.{key}", unit=self.unit).split("|"))

    @property
    def summary(self) -> Row:
        """What holds for all tables."""
        return self.tables["supply_summary"][0]

    @property
    def unit(self) -> str:
        """What a truck load is called."""
        return str(self.summary["unit"])

    @property
    def plans(self) -> Mapping[str, Cells]:
        """Tables of what is expected, in the order in which they are read."""
        return {
            "policies": self._policy, "stages": self._stage, "shortages": self._shortage, "cover": self._cover, "crossings": self._crossing,
            "worth": self._worth, "agreed": self._agreed, "passages": self._passage, "convoys": self._convoy, "scenarios": self._scenario, "faults": self._fault,
        }  # fmt: skip

    @property
    def reports(self) -> Mapping[str, Cells]:
        """Tables of what is reported."""
        return {
            "beside": self._beside,
            "windows": self._window,
            "contradictions": self._contradiction,
            "access": self._access,
            "scores": self._score,
        }

    def lead(self) -> list[str]:
        """What a reader should know first."""
        texts, summary = self.texts, self.summary
        stages = {name: sum(row[name] for row in self.tables["supply_stages"]) for name in ("offloaded", "collected", "arrived", "intercepted")}  # fmt: skip
        by_policy = {row["policy"]: row for row in self.tables["supply_policies"]}
        own = by_policy[summary["policy"]]
        said = [
            texts("supply.say.span", begins=str(summary["begins"]), ends=str(summary["ends"]), people=number(summary["people"])),
            texts(
                "supply.say.fill", policy=texts(f"supply.policy.{summary['policy']}"), fill=share(own["fill"]), perfect=share(by_policy["perfect"]["fill"]),
                scenarios=str(summary["scenarios"]),
            ),
            texts("supply.say.stages", unit=self.unit, **{name: number(value) for name, value in stages.items()}),
        ]  # fmt: skip
        worst = max(self.tables["supply_crossings"], key=lambda row: row["closure_mean"] or 0.0, default=None)
        if worst is not None and (worst["closure_mean"] or 0) > 0:
            said.append(texts("supply.say.closure", crossing=str(worst["name"]), begin=str(worst["closed_from"]), end=str(worst["closed_to"]), more=number(worst["closure_mean"])))  # fmt: skip
        if summary["reporter"]:
            said.append(texts("supply.say.learnt", reporter=str(summary["reporter"]), day=str(summary["learnt_to"])))  # fmt: skip
        return said

    def _policy(self, row: Row) -> tuple[str, ...]:
        beside = "" if row["beside_mean"] is None else f"{row['beside_mean']:+,.0f} ({between(row['beside_low'], row['beside_high'])})"  # fmt: skip
        return (
            self.texts(f"supply.policy.{row['policy']}"), share(row["fill"]), number(row["unmet"]), beside, str(row["scenarios"]),
        )  # fmt: skip

    def _stage(self, row: Row) -> tuple[str, ...]:
        stages = ("manifested", "offloaded", "collected", "arrived", "intercepted", "spoiled")
        return self.name(row["commodity"]), *(number(row[name]) for name in stages)

    def _shortage(self, row: Row) -> tuple[str, ...]:
        return (
            str(row["rank"]), self.name(row["zone"]), self.name(row["commodity"]), number(row["person_days"]), share(row["share"]), share(row["reliability"]),
        )  # fmt: skip

    def _cover(self, row: Row) -> tuple[str, ...]:
        days = between(row["cover_q05"], row["cover_q95"])
        return self.name(row["zone"]), self.name(row["commodity"]), share(row["reliability"]), number(row["cover_q50"]), days  # fmt: skip

    def _crossing(self, row: Row) -> tuple[str, ...]:
        chance = "" if row["chance"] is None else f"{share(row['chance'])} ({share(row['chance_low'])} \N{EN DASH} {share(row['chance_high'])})"  # fmt: skip
        if row["never_open"]:
            chance = self.texts("supply.never")
        return (
            str(row["name"]), chance, share(row["open"]), number(row["capacity"]), number(row["offloaded"]), number(row["arrived"]),
            number(row["intercepted"]), number(row["closure_mean"]),
        )  # fmt: skip

    def _worth(self, row: Row) -> tuple[str, ...]:
        what = self.texts(f"supply.worth.{row['kind']}", what=self.name(row["what"]))
        return what, number(row["mean"]), between(row["low"], row["high"])

    def _agreed(self, row: Row) -> tuple[str, ...]:
        return (
            str(row["promise"]), str(row["by"]), str(row["date"]), number(row["agreed"]), number(row["offloaded"]), number(row["arrived"]), number(row["short"]),
        )  # fmt: skip

    def _passage(self, row: Row) -> tuple[str, ...]:
        span = f"{row['from']} \N{EN DASH} {row['to']}"
        return str(row["passage"]), self.name(row["crossing"]), span, number(row["people"]), number(row["passed"]), number(row["waiting"])  # fmt: skip

    def _convoy(self, row: Row) -> tuple[str, ...]:
        return (
            str(row["date"] or ""), self.name(row["origin"]), self.name(row["crossing"]), self.name(row["zone"]), self.name(row["commodity"]), number(row["trucks"]),
        )  # fmt: skip

    def _scenario(self, row: Row) -> tuple[str, ...]:
        more = "" if not row["scenario"] else f"{row['more_mean']:+,.0f} ({between(row['more_low'], row['more_high'])})"  # fmt: skip
        return str(row["scenario"]) or self.texts("supply.as_is"), share(row["fill"]), number(row["unmet"]), more, number(row["arrived"])  # fmt: skip

    def _fault(self, row: Row) -> tuple[str, ...]:
        return f"{row['part']} {', '.join(row['ids'])}".strip(), str(row["what"]), str(row["at"] or "")

    def _beside(self, row: Row) -> tuple[str, ...]:
        reached = "" if row["reached"] is None else f"{row['reached']} / {row['known']}"
        return (
            f"{row['promise']} ({row['by']})", f"{number(row['promised'])} {row['promised_unit']}", str(row["reporter"]), self.texts(f"supply.stage.{row['stage']}"),
            f"{row['from']} \N{EN DASH} {row['to']}", f"{number(row['a_day'])} {row['unit']}", share(row["share"]), reached,
        )  # fmt: skip

    def _window(self, row: Row) -> tuple[str, ...]:
        return (
            str(row["window"]), f"{row['from']} \N{EN DASH} {row['to']}", str(row["reporter"]), self.texts(f"supply.stage.{row['stage']}"),
            f"{number(row['quantity'])} {row['unit']}", f"{row['known']} / {row['days']}", str(row["none"]),
        )  # fmt: skip

    def _contradiction(self, row: Row) -> tuple[str, ...]:
        return ", ".join(row["reporters"]), self.texts(f"supply.conflict.{str(row['kind']).replace(' ', '_')}"), str(row["what"])  # fmt: skip

    def _access(self, row: Row) -> tuple[str, ...]:
        statuses = ("planned", "facilitated", "partly_facilitated", "impeded", "denied", "postponed")
        return (
            str(row["reporter"]), str(row["area"]), f"{row['from']} \N{EN DASH} {row['to']}", *(number(row[name]) for name in statuses),
        )  # fmt: skip

    def _score(self, row: Row) -> tuple[str, ...]:
        name = f"supply.forecast.{str(row['forecast']).replace(' ', '_')}"
        told = self.texts(name) if name in self.texts.texts else str(row["forecast"])
        return told, f"{row['brier']:.3f}", f"{row['count']:,}", f"{row['from']} \N{EN DASH} {row['to']}"
