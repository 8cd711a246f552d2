"""The linear programme of the days ahead, in periods of one or more days, for one course of events or for several branches.

For each branch and period, in truck loads: dispatch x, collected g, unmet demand u, thrown away t, and what is left at the end at
origins q, at crossings n and in stores s. The stock of a store is cut into pieces of days of cover, the first worth most, so
that the emptiest zone is served first. Days under way are rounded up to periods. What passes a crossing is counted for all
commodities together (v, with w outside and y inside), since its order is decided on the day. What is dispatched in the first
`shared` periods is the same in all branches: nobody knows yet which of them comes.

    min  sum  weight u - worth s                       (weights beside the mean weight of a load)
    q' = q + pipeline - x                        n' = (1 - spoil) n + x - g
    s' = s + (1 - loss) g + due - demand + u - t       u <= demand
    w' = w + sum x - v    v <= capacity open     y' = y + v - sum g
    sum g <= collection, route, trucks, cold trucks, litres      sum s <= store

Under perfect information nothing waits outside, n is the yard of each commodity, and x is what passes, sent in time.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import NO_LIMIT, Array, Network
from .lines import Lines
from .problem import PIECES

TRIP = 1e-4
"""What a load that is dispatched, and one that is collected, costs beside the mean worth of a load: nothing travels in vain."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Periods of days."""

    lengths: tuple[int, ...]
    early: bool = False
    """What is under way between periods arrives as early as it can, not as late: for bounds."""

    @property
    def first(self) -> Array:
        """(P,) the first day of each."""
        return np.concatenate([[0], np.cumsum(self.lengths)[:-1]]).astype(np.int64)

    @property
    def days(self) -> int:
        """In all."""
        return sum(self.lengths)

    def of(self, day: int) -> int:
        """The period of a day; the number of periods where it lies beyond.

        >>> [Grid((1, 2, 2)).of(day) for day in range(6)]
        [0, 1, 1, 2, 2, 3]
        """
        return int(np.searchsorted(np.cumsum(self.lengths), day, side="right"))

    def after(self, period: int, days: int) -> int:
        """The period in which arrives what leaves in another, so many days later: on its last day, or early on its first."""
        return self.of(int(self.first[period]) + (0 if self.early else self.lengths[period] - 1) + days)

    def before(self, period: int, days: int) -> int:
        """The period in which has left what is there on the last day of another; -1: before the first."""
        left = int(self.first[period]) + self.lengths[period] - 1 - days
        return self.of(left) if left >= 0 else -1

    def sums(self, daily: Array) -> Array:
        """Sums over the periods of a last axis of days."""
        return np.asarray(np.add.reduceat(daily, self.first, axis=-1))


@dataclass(frozen=True, slots=True)
class Shape:
    """How a programme is built.

    Parameters
    ----------
    grid
        Its periods.
    branches, shared
        How many, and in how many first periods they have their dispatch in common.
    pieces
        Days of cover and the worth of a person-day below; none: only unmet demand counts.
    queue
        Loads may wait outside. Under perfect information none has to: `x` is then what passes in a period, sent in time.
    trip
        What a load sent or collected costs.
    """

    grid: Grid
    branches: int = 1
    shared: int = 0
    pieces: tuple[tuple[float, float], ...] = PIECES
    queue: bool = True
    trip: float = TRIP


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the variables stand; axes: branch, period, then legs, crossings, routes or zones, then commodities; -1: not there."""

    dispatch: Array
    collected: Array
    unmet: Array
    thrown: Array
    origin: Array
    yard: Array
    totals: tuple[Array, Array, Array]
    """Of all commodities (B, P, C): what passes, waits outside and is inside."""
    store: tuple[Array, ...]
    """One for each piece of cover, and one for what lies above."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows stand whose bounds change from day to day."""

    origin: Array
    yard: Array
    totals: tuple[Array, Array]
    """Outside and inside (B, P, C)."""
    store: Array
    capacity: Array
    """Of crossings, where it is a row: under perfect information."""
    shared: Array
    """Trucks, cold trucks, litres: (3, B, P)."""
    held: Array


@dataclass(frozen=True, slots=True)
class Programme:
    """A linear programme with its places."""

    shape: Shape
    lines: Lines
    columns: Columns
    rows: Rows


def programme(network: Network, shape: Shape, loss: Array) -> Programme:
    """The programme of a network, without the figures of a day (`figures` of `troth.supply.flow.figures`).

    `loss` is (R, P), the share expected to be intercepted.
    """
    lines = Lines()
    columns = _columns(lines, network, shape)
    return Programme(shape, lines, columns, _rows(lines, network, shape, columns, loss))


def _columns(lines: Lines, network: Network, shape: Shape) -> Columns:
    grid, many = shape.grid, (shape.branches, len(shape.grid.lengths))
    allowed, weight = network.crossings[3], network.goods[4] / network.goods[4].mean()
    zones, goods = network.start[3].shape
    legs, routes = network.legs, network.routes
    sendable = allowed[legs[1]][None] & _arrives(grid, legs[2], back=not shape.queue)[:, :, None]
    inside = allowed | (network.start[2] > 0)
    deliverable = inside[routes[0]][None] & _arrives(grid, routes[2])[:, :, None]
    common = lines.columns(
        (1, shape.shared, *sendable.shape[1:]), cost=shape.trip, keep=sendable[None, : shape.shared]
    )
    own = lines.columns((many[0], many[1] - shape.shared, *sendable.shape[1:]), cost=shape.trip / many[0], keep=sendable[None, shape.shared :])  # fmt: skip
    per = weight / many[0]
    worth = np.cumsum([value for _, value in shape.pieces][::-1])[::-1]
    lengths = np.array(grid.lengths, float)[None, :, None, None]
    stores = [lines.columns((*many, zones, goods), cost=-value * per * lengths) for value in worth]
    return Columns(
        dispatch=np.concatenate([np.repeat(common, many[0], 0), own], 1),
        collected=lines.columns(
            (*many, *deliverable.shape[1:]), cost=shape.trip / many[0], keep=deliverable[None]
        ),
        unmet=lines.columns((*many, zones, goods), cost=per),
        thrown=lines.columns((*many, zones, goods), keep=network.goods[1] >= 0),
        origin=lines.columns((1 if shape.shared == many[1] else many[0], many[1], *network.start[0].shape)),
        yard=lines.columns((*many, *allowed.shape)),
        totals=(
            _totals(lines, shape, allowed),
            _totals(lines, shape, allowed),
            _totals(lines, shape, allowed),
        ),
        store=(*stores, lines.columns((*many, zones, goods))),
    )


def _arrives(grid: Grid, delays: Array, *, back: bool = False) -> Array:
    """(P, N) whether what leaves in a period arrives within the horizon; or, backwards, whether it can have left in it."""
    periods = len(grid.lengths)
    made = np.zeros((periods, len(delays)), bool)
    for period in range(periods):
        for place, delay in enumerate(delays):
            made[period, place] = (
                grid.before(period, int(delay)) >= 0 if back else grid.after(period, int(delay)) < periods
            )
    return made


def _totals(lines: Lines, shape: Shape, allowed: Array) -> Array:
    return lines.columns((shape.branches, len(shape.grid.lengths), len(allowed)), keep=shape.queue)


def _rows(lines: Lines, network: Network, shape: Shape, columns: Columns, loss: Array) -> Rows:
    legs, grid = network.legs, shape.grid
    keeps = (1 - network.goods[0]) ** (
        np.array(grid.lengths)[:, None] if not grid.early else np.ones((len(grid.lengths), 1))
    )
    origin = _carried(lines, columns.origin, np.ones_like(keeps))
    yard = _carried(lines, columns.yard, keeps)
    lines.put(yard[:, :, network.routes[0]], columns.collected, 1.0)
    inspected = network.crossings[1][legs[1]]
    totals = (np.full((0,), -1), np.full((0,), -1))
    if shape.queue:
        lines.put(origin[:, :, legs[0]], columns.dispatch[: len(origin)], 1.0)
        _later(lines, grid, (yard, legs[1]), columns.dispatch, (legs[2] + inspected, -1.0))
        totals = _passing(lines, network, shape, columns)
    else:
        _sent_before(lines, network, shape, columns, origin)
        fresh = (1 - network.goods[0]) ** inspected[:, None]
        _later(lines, grid, (yard, legs[1]), columns.dispatch, (inspected, -fresh[None, None]))
    store = _stored(lines, columns)
    arrives = -(1 - loss.T[None, :, :, None])
    _later(lines, grid, (store, network.routes[1]), columns.collected, (network.routes[2], arrives))
    return Rows(origin, yard, totals, store, *_limited(lines, network, shape, columns))


def _passing(lines: Lines, network: Network, shape: Shape, columns: Columns) -> tuple[Array, Array]:
    """Rows of what waits outside and is inside, all commodities together."""
    passed, waiting, inside = (one[:, :, :, None] for one in columns.totals)
    crossings, ones = np.arange(passed.shape[2]), np.ones((passed.shape[1], 1))
    outside = _carried(lines, waiting, ones)
    lines.put(outside, passed, 1.0)
    within = _carried(lines, inside, ones)
    lines.put(within[:, :, network.routes[0]], columns.collected, 1.0)
    goods = columns.dispatch.shape[3]
    _later(
        lines,
        shape.grid,
        (np.repeat(outside, goods, 3), network.legs[1]),
        columns.dispatch,
        (network.legs[2], -1.0),
    )
    _later(lines, shape.grid, (within, crossings), passed, (network.crossings[1], -1.0))
    return outside[:, :, :, 0], within[:, :, :, 0]


def _carried(lines: Lines, kept: Array, share: Array) -> Array:
    """Rows of a stock: what is there at the end of a period, less the share (P, K) of what was there before it."""
    rows = lines.rows(kept.shape, lower=0.0, upper=0.0)
    lines.put(rows, kept, 1.0)
    lines.put(rows[:, 1:], kept[:, :-1], -share[1:, None, :])
    return rows


def _stored(lines: Lines, columns: Columns) -> Array:
    rows = lines.rows(columns.unmet.shape, lower=0.0, upper=0.0)
    for piece in columns.store:
        lines.put(rows, piece, 1.0)
        lines.put(rows[:, 1:], piece[:, :-1], -1.0)
    lines.put(rows, columns.unmet, -1.0)
    lines.put(rows, columns.thrown, 1.0)
    return rows


def _later(
    lines: Lines, grid: Grid, into: tuple[Array, Array], sent: Array, by: tuple[Array, float | Array]
) -> None:
    """What is sent (B, P, N, K) stands with a factor in the rows (B, P, …, K) where it arrives, after the delay of each of N."""
    rows, place = into
    delays, factor = by
    factors = np.broadcast_to(factor, (1, *sent.shape[1:]))
    for delay in np.unique(delays):
        some = np.nonzero(delays == delay)[0]
        for period in range(len(grid.lengths)):
            then = grid.after(period, int(delay))
            if then < len(grid.lengths):
                lines.put(
                    rows[:, then][:, place[some]], sent[:, period][:, some], factors[:, period][:, some]
                )


def _sent_before(lines: Lines, network: Network, shape: Shape, columns: Columns, origin: Array) -> None:
    """What passes a crossing in a period has left its origin some days before."""
    for delay in np.unique(network.legs[2]):
        some = np.nonzero(network.legs[2] == delay)[0]
        for period in range(len(shape.grid.lengths)):
            sent = shape.grid.before(period, int(delay))
            if sent >= 0:
                left = origin[:, sent]
                lines.put(left[:, network.legs[0][some]], columns.dispatch[:, period][:, some], 1.0)


def _limited(lines: Lines, network: Network, shape: Shape, columns: Columns) -> tuple[Array, Array, Array]:
    """Rows of what is limited: capacity and collection of crossings, vehicles and fuel, stores; routes never change."""
    many = columns.unmet.shape[:2]
    crossings, zones, routes = columns.yard.shape[2], columns.unmet.shape[2], network.routes
    lengths = np.array(shape.grid.lengths, float)
    capacity = np.full((0,), -1)
    if not shape.queue:
        capacity = lines.rows((*many, crossings), upper=0.0)
        lines.put(capacity[:, :, network.legs[1], None], columns.dispatch, 1.0)
    collection = lines.rows((*many, crossings), upper=free(network.crossings[2] * lengths[:, None]))
    lines.put(collection[:, :, routes[0], None], columns.collected, 1.0)
    narrow = np.nonzero(routes[3] < network.crossings[2][routes[0]])[0]
    road = lines.rows((*many, len(narrow)), upper=routes[3][narrow] * lengths[:, None])
    lines.put(road[:, :, :, None], columns.collected[:, :, narrow], 1.0)
    shared = lines.rows((3, *many), upper=np.inf)
    cold = np.where(network.goods[2], columns.collected, -1)
    for row, sent, use in ((0, columns.collected, routes[5]), (1, cold, routes[5]), (2, columns.collected, routes[4])):  # fmt: skip
        lines.put(shared[row][:, :, None, None], sent, use[:, None])
    held = lines.rows((*many, zones), upper=np.inf)
    for piece in columns.store if (network.store < NO_LIMIT).any() else ():
        lines.put(held[:, :, :, None], piece, 1.0)
    return capacity, shared, held


def free(limits: Array) -> Array:
    """Limits as HiGHS takes them: what is not limited is infinite."""
    return np.where(limits >= NO_LIMIT, np.inf, limits)
