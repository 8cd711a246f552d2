"""An independent look at what was learnt: plain loops over the panel, without the code that learnt it."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from .fit import Model
from .memory import Memory
from .problem import FloatArray, Panel
from .result import Backtest
from .stages import Loss

SLACK = 1e-9
ROUGH = 2e-3
HALF_LIVES = (2.0, 7.0, 28.0)


def check_backtest(panel: Panel, backtest: Backtest, least_days: int) -> tuple[str, ...]:
    """Say where scores are not those of the forecasts, or days are missing, doubled, or not as on record; nothing: all is well."""
    return (*_days_of(panel, backtest, least_days), *_scores(panel, backtest))


def check_chances(panel: Panel, model: Model, chances: FloatArray) -> tuple[str, ...]:
    """Say where the chance of the day behind the panel is not the one that its days and the coefficients give."""
    found = []
    for place, name in enumerate(panel.crossings):
        expected = plain_chance(panel, model, place)
        if abs(expected - float(chances[place])) > SLACK:
            found.append(f"{name}: told {chances[place]:.9f}, its days give {expected:.9f}")
    return tuple(found)


def check_scenarios(model: Model, memory: Memory, shares: FloatArray) -> tuple[str, ...]:
    """Say where scenarios are no shares, or open what nobody has ever seen open."""
    found = []
    if shares.size and not (float(shares.min()) >= 0 and float(shares.max()) <= 1):
        found.append(f"shares from {shares.min():g} to {shares.max():g}; expected 0 to 1")
    for place, name in enumerate(model.crossings):
        if not memory.entered[0, place] and shares[:, :, place].any():
            found.append(f"{name} opens in a scenario, and nobody has seen it open")
    return tuple(found)


def check_losses(losses: Sequence[Loss]) -> tuple[str, ...]:
    """Say where trucks are lost from the account, or an interval is not what its Beta gives by summing it up."""
    return tuple(problem for loss in losses for problem in _loss(loss))


def _loss(loss: Loss) -> Iterator[str]:
    where = f"{loss.reporter} {loss.first} to {loss.last}"
    if None not in (loss.collected, loss.intercepted, loss.arrived):
        left = (loss.collected or 0.0) - (loss.intercepted or 0.0) - (loss.arrived or 0.0)
        if loss.unaccounted is None or abs(left - loss.unaccounted) > SLACK:
            yield f"{where}: {left:g} are neither intercepted nor arrived, told are {loss.unaccounted}"
    if loss.alpha is None or loss.beta is None:
        return
    grid = (np.arange(200_000) + 0.5) / 200_000
    log = (loss.alpha - 1.0) * np.log(grid) + (loss.beta - 1.0) * np.log1p(-grid)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    if abs(float(weight @ grid) - loss.mean) > ROUGH:
        yield f"{where}: the mean is told as {loss.mean:.4f}, summing up gives {float(weight @ grid):.4f}"
    for share, told in ((0.05, loss.q05), (0.95, loss.q95)):
        below = float(weight[grid <= told].sum())
        if abs(below - share) > ROUGH:
            yield f"{where}: below {told:.4f} lies {below:.4f}, expected {share}"


def plain_chance(panel: Panel, model: Model, place: int) -> float:
    """How likely a crossing is open on the day behind the panel, from its days one by one."""
    counts = [float(one) for one in panel.trucks[:, place]]
    first = next((number for number, count in enumerate(counts) if count > 0), None)
    if first is None:
        return 0.0
    past = [(len(counts) - 1 - number, counts[number]) for number in range(first, len(counts))]
    known = [(ago, count) for ago, count in past if not math.isnan(count)]
    x = [1.0]
    for half in HALF_LIVES:
        opened = math.fsum(0.5 ** (ago / half) for ago, count in known if count > 0)
        closed = math.fsum(0.5 ** (ago / half) for ago, count in known if count == 0)
        x.append(math.log((opened + 0.5) / (closed + 0.5)))
    x += [*_run(known), _level(known)]
    weekday = (panel.start + timedelta(days=panel.days)).weekday()
    x += [float(weekday == number) for number in range(7)]
    x += [float(place == number) for number in range(len(panel.crossings))]
    margin = math.fsum(one * float(b) for one, b in zip(x, model.mean, strict=True))
    covariance = model.root @ model.root.T
    spread = math.fsum(
        x[i] * x[j] * float(covariance[i, j]) for i in range(len(x)) for j in range(len(x)) if x[i] and x[j]
    )
    told = 1.0 / (1.0 + math.exp(-margin / math.sqrt(1.0 + math.pi / 8.0 * spread)))
    opened, closed = (
        math.fsum(0.5 ** (ago / HALF_LIVES[1]) for ago, count in known if (count > 0) == state)
        for state in (True, False)
    )
    share = (opened + 0.5) / (opened + closed + 1.0)
    trust = 1.0 / (1.0 + math.exp(model.evidence[1] - model.evidence[0]))
    return trust * told + (1.0 - trust) * share


def _run(known: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Logarithms of the known days open and closed so far; 0 for the other state."""
    last = known[-1][1]
    run = 0
    for _, count in reversed(known):
        if (count > 0) != (last > 0):
            break
        run += 1
    return (math.log(run), 0.0) if last > 0 else (0.0, math.log(run))


def _level(known: Sequence[tuple[int, float]]) -> float:
    """The logarithm of one more than the trucks of an open day lately."""
    weights = [(0.5 ** (ago / HALF_LIVES[1]), count) for ago, count in known if count > 0]
    total = math.fsum(weight for weight, _ in weights)
    return math.log1p(math.fsum(weight * count for weight, count in weights) / total)


def _days_of(panel: Panel, backtest: Backtest, least_days: int) -> Iterator[str]:
    """That every day which could be forecast was, once."""
    expected = set()
    for place, name in enumerate(panel.crossings):
        counts = [float(one) for one in panel.trucks[:, place]]
        first = next((number for number, count in enumerate(counts) if count > 0), len(counts))
        for number in range(max(1, (backtest.first - panel.start).days), len(counts)):
            day = panel.start + timedelta(days=number)
            fitted = max((date(day.year, day.month, 1), backtest.first))
            ready = (fitted - panel.start).days - first >= least_days
            if (
                day <= backtest.last
                and ready
                and not (math.isnan(counts[number]) or math.isnan(counts[number - 1]))
            ):
                expected.add((name, day))
    told = [(one.crossing, one.day) for one in backtest.forecasts]
    if len(set(told)) != len(told):
        yield f"{len(told) - len(set(told))} days are forecast twice"
    for name, day in sorted(expected.symmetric_difference(told)):
        yield f"{name} {day}: {'not forecast' if (name, day) in expected else 'forecast, and should not be'}"


def _scores(panel: Panel, backtest: Backtest) -> Iterator[str]:
    places = {name: number for number, name in enumerate(panel.crossings)}
    total, others = 0.0, [0.0] * len(backtest.baselines)
    for one in backtest.forecasts:
        count = float(panel.trucks[(one.day - panel.start).days, places[one.crossing]])
        if one.open != (count > 0):
            yield f"{one.crossing} {one.day}: scored as {'open' if one.open else 'closed'}, {count:g} trucks are on record"
        if not 0 < one.chance < 1:
            yield f"{one.crossing} {one.day}: a chance of {one.chance}"
        total += (one.chance - (count > 0)) ** 2
        others = [
            so_far + (told - (count > 0)) ** 2 for so_far, told in zip(others, one.baselines, strict=True)
        ]
    many = max(1, len(backtest.forecasts))
    for name, score, told in [
        ("Brier", total / many, backtest.brier),
        *(
            (name, so_far / many, backtest.baselines[name])
            for name, so_far in zip(backtest.baselines, others, strict=True)
        ),
    ]:
        if abs(score - told) > SLACK:
            yield f"{name}: told {told:.9f}, the forecasts give {score:.9f}"
    if sum(one.count for one in backtest.calibration) != backtest.count:
        yield "the calibration does not hold every forecast once"
