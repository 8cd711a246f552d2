"""Forecasting the next month, and looking back at how forecasts made month by month would have fared."""

import math
from collections.abc import Iterator, Sequence

from troth.monitor.problem import ProblemError

from .baselines import BASELINES, YEAR
from .distribution import Counts
from .mixture import choose, forecasts, spread
from .problem import Problem
from .result import MODEL, SHARES, Evaluation, Forecast, Result, Score, Told
from .scores import crps, paired_interval


def settle(problem: Problem) -> Result:
    """The next month of every region, from its past and that of the others."""
    *_, last = forecasts(problem.series, choose(problem.series))
    spreads = {region: spread(parts) for region, parts in last.items()}
    rows = tuple(_forecast(problem, region, spreads[region]) for region in sorted(spreads))
    return Result(forecasts=rows, distributions=spreads)


def _forecast(problem: Problem, region: str, counts: Counts) -> Forecast:
    quantiles = {name: counts.quantile(share) for name, share in SHARES.items()}
    return Forecast(
        region=region,
        month=problem.month(problem.months),
        mean=counts.mean,
        months=problem.months,
        **quantiles,
    )


def evaluate(problem: Problem, held_out: int) -> Evaluation:
    """How the model and every baseline fared on the last `held_out` months, each foretold from the months before it.

    The model's tuning is chosen on the months before the first that is held out.

    Raises
    ------
    ProblemError
        Fewer than a year would be left to learn from.
    """
    start = problem.months - held_out
    if held_out < 1 or start < YEAR:
        msg = f"found {problem.months} months of which {held_out} are held out, expected a year or more before them; hold fewer out"
        raise ProblemError(msg)
    told = (*_model(problem, start), *_baselines(problem, start))
    mine = [one for one in told if one.method == MODEL]
    return Evaluation(
        first=problem.month(start),
        last=problem.month(problem.months - 1),
        scores=tuple(_scores(problem, told)),
        told=told,
        pit=tuple(sorted(_pit(one) for one in mine)),
    )


def _model(problem: Problem, start: int) -> Iterator[Told]:
    tuning = choose(problem.until(start).series)
    for month, parts in enumerate(forecasts(problem.series, tuning)):
        if start <= month < problem.months:
            for region in sorted(parts):
                yield _told(problem, MODEL, region, month, spread(parts[region]))


def _baselines(problem: Problem, start: int) -> Iterator[Told]:
    for name, method in BASELINES.items():
        for month in range(start, problem.months):
            for region in sorted(problem.series):
                yield _told(problem, name, region, month, method(problem.series[region][:month]))


def _told(problem: Problem, method: str, region: str, month: int, counts: Counts) -> Told:
    happened = problem.series[region][month]
    return Told(
        method=method, region=region, month=problem.month(month), forecast=counts, happened=happened,
        crps=crps(counts, happened),
    )  # fmt: skip


def _pit(one: Told) -> float:
    return one.forecast.cdf(one.happened) - one.forecast.probability(one.happened) / 2


def _scores(problem: Problem, told: Sequence[Told]) -> Iterator[Score]:
    mine = _by_month([one for one in told if one.method == MODEL])
    for method in (MODEL, *BASELINES):
        rows = [one for one in told if one.method == method]
        whole = _score(method, None, rows)
        if method != MODEL:
            theirs = _by_month(rows)
            differences = [mine[month] - theirs[month] for month in sorted(mine)]
            low, high = paired_interval(differences, problem.seed)
            mean = math.fsum(differences) / len(differences)
            whole = whole.model_copy(update={"better_by": mean, "better_low": low, "better_high": high})
        yield whole
        for region in sorted(problem.series):
            yield _score(method, region, [one for one in rows if one.region == region])


def _by_month(rows: Sequence[Told]) -> dict[str, float]:
    months: dict[str, list[float]] = {}
    for one in rows:
        months.setdefault(one.month, []).append(one.crps)
    return {month: math.fsum(scores) / len(scores) for month, scores in months.items()}


def _score(method: str, region: str | None, rows: Sequence[Told]) -> Score:
    return Score(
        method=method, region=region, forecasts=len(rows), crps=math.fsum(one.crps for one in rows) / len(rows),
        inside_50=_inside(rows, 0.25, 0.75), inside_90=_inside(rows, 0.05, 0.95),
    )  # fmt: skip


def _inside(rows: Sequence[Told], low: float, high: float) -> float:
    hits = sum(one.forecast.quantile(low) <= one.happened <= one.forecast.quantile(high) for one in rows)
    return hits / len(rows)
