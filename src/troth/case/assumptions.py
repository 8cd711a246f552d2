"""What an assessment assumes beside its assets, in a TOML file: ratios, factors, a classifier's accuracy, rates."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from troth.assess import (
    ASSUMED_FACTORS,
    ASSUMED_RATIOS,
    CLASSES,
    Accuracy,
    Classifier,
    Factor,
    Factors,
    Model,
    Ratio,
    Ratios,
    Scope,
)
from troth.assess.factors import log_sd_of
from troth.records.errors import Problem, ProblemsError

KEYS = {
    "currency",
    "price_year",
    "own_log_sd",
    "ratio",
    "factor",
    "classifier",
    "rates",
    "regions",
    "sectors",
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that is assumed, each with its source."""

    ratios: Mapping[str, Ratio] = field(default_factory=lambda: dict(ASSUMED_RATIOS))
    factors: Factors = ASSUMED_FACTORS
    classifier: Classifier | None = None
    currency: str = ""
    """ISO 4217; empty: the file's own, whatever it is."""
    price_year: int | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names that regions and sectors may have, where they are listed."""

    @property
    def model(self) -> Model:
        """As the engine takes it."""
        return Model(Ratios.of(self.ratios), self.factors, self.classifier)

    def told(self) -> Iterator[tuple[str, str, str]]:
        """(what, figure, source) of every assumption, as a reader checks them."""
        for name in CLASSES:
            ratio = self.ratios[name]
            yield f"damage ratio, {name}", f"{ratio.mean:g} (sd {ratio.sd:g})", ratio.source
        for factor in self.factors.shared:
            yield (
                f"{factor.name} ({factor.cause}, by {factor.scope})",
                f"log sd {factor.log_sd:.3g}",
                factor.source,
            )
        yield "each asset's own factor", f"log sd {self.factors.own_log_sd:g}", "assumption"
        for region, one in self.classifier.by_region.items() if self.classifier else ():
            yield f"classifier in {region}", f"precision {one.precision:g}, recall {one.recall:g}", one.source
        for currency, rate in self.rates.items():
            yield f"1 {currency}", f"{rate:g} {self.currency}", "as given"


def read_assumptions(path: Path | None) -> Assumptions:
    """The assumptions of a file; without one, those of the house.

    Raises
    ------
    ProblemsError
        With every key that is wrong.
    """
    if path is None:
        return Assumptions()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Problem(
            file=path.name,
            found=str(error).splitlines()[0],
            expected="a TOML file",
            remedy="correct it; docs/handbook/assessing.md has an example",
        )
        raise ProblemsError([problem]) from None
    found, problems = assumptions_of(data, path.name)
    if problems:
        raise ProblemsError(problems)
    return found


def assumptions_of(
    data: Mapping[str, Any], file: str, *, beside: Collection[str] = ()
) -> tuple[Assumptions, list[Problem]]:
    """The assumptions in the data of a TOML file, and what is wrong with them.

    Parameters
    ----------
    data
        As it was parsed.
    file
        For the messages.
    beside
        Keys that the file may have for others.
    """
    known = KEYS | set(beside)
    problems: list[Problem] = [
        _problem(file, key, key, f"one of {', '.join(sorted(known))}", "leave it out")
        for key in sorted(set(data) - known)
    ]
    return _assumptions(file, data, problems), problems


def _assumptions(path: str, data: Mapping[str, Any], problems: list[Problem]) -> Assumptions:
    ratios = {**ASSUMED_RATIOS}
    for name, said in _tables(data, "ratio").items():
        if name not in CLASSES:
            problems.append(
                _problem(path, f"ratio.{name}", name, f"one of {', '.join(CLASSES)}", "correct it")
            )
        elif (ratio := _made(path, f"ratio.{name}", problems, Ratio, {"source": "", **said})) is not None:
            ratios[name] = ratio
    shared = ASSUMED_FACTORS.shared
    if isinstance(data.get("factor"), list):
        made = [_factor(path, number, said, problems) for number, said in enumerate(data["factor"], 1)]
        shared = tuple(factor for factor in made if factor is not None)
    regions = {
        region: accuracy
        for region, said in _tables(data, "classifier").items()
        if (accuracy := _made(path, f"classifier.{region}", problems, Accuracy, dict(said))) is not None
    }
    own = data.get("own_log_sd", ASSUMED_FACTORS.own_log_sd)
    rates = data.get("rates", {})
    if not isinstance(own, int | float) or not 0 <= own < 3:  # noqa: PLR2004 - no asset varies more
        problems.append(_problem(path, "own_log_sd", str(own), "a number from 0 to 3", "correct it"))
        own = 0.0
    if not isinstance(rates, dict) or not all(
        isinstance(rate, int | float) and rate > 0 for rate in rates.values()
    ):
        problems.append(_problem(path, "rates", str(rates), "a rate above 0 for each currency", "correct it"))
        rates = {}
    return Assumptions(
        ratios=ratios,
        factors=Factors(shared, float(own)),
        classifier=Classifier(regions) if regions else None,
        currency=str(data.get("currency", "")),
        price_year=data.get("price_year"),
        rates={str(name): float(rate) for name, rate in rates.items()},
        known=_names(path, data, problems),
    )


def _names(path: str, data: Mapping[str, Any], problems: list[Problem]) -> dict[str, frozenset[str]]:
    known = {}
    for column, key in (("region", "regions"), ("sector", "sectors")):
        said = data.get(key)
        if isinstance(said, list) and said and all(isinstance(name, str) and name for name in said):
            known[column] = frozenset(said)
        elif said is not None:
            problems.append(_problem(path, key, str(said), "a list of names", "correct it"))
    return known


def _tables(data: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    found = data.get(key, {})
    return (
        {name: said for name, said in found.items() if isinstance(said, dict)}
        if isinstance(found, dict)
        else {}
    )


def _factor(path: str, number: int, said: Mapping[str, Any], problems: list[Problem]) -> Factor | None:
    """A factor by its log sd, or by the 5 and 95 % points of what it multiplies."""
    where, told = f"factor {number}", dict(said)
    try:
        if "low" in told:
            told["log_sd"] = log_sd_of(float(told.pop("low")), float(told.pop("high")))
        told["scope"] = Scope(told.get("scope", ""))
    except (KeyError, TypeError, ValueError) as error:
        scopes = ", ".join(scope.value for scope in Scope)
        problems.append(
            _problem(path, where, str(error), f"a scope ({scopes}) and log_sd, or low and high", "correct it")
        )
        return None
    told.setdefault("cause", told.get("name", ""))
    made: Factor | None = _made(path, where, problems, Factor, told)
    return made


def _made(path: str, where: str, problems: list[Problem], kind: Any, said: dict[str, Any]) -> Any:  # noqa: ANN401 - one of several records
    try:
        return kind(**said)
    except (TypeError, ValueError) as error:
        problems.append(
            _problem(path, where, str(error), "the keys and numbers of the handbook", "correct it")
        )
        return None


def _problem(path: str, key: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(file=path, field=key, found=found, expected=expected, remedy=remedy)
