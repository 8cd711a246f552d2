"""People through crossings, compiled: lanes of their own, which are open as far as the crossing is."""

from typing import Any

import numpy as np

from troth.records.compiled import compiled

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]


@compiled
def people_pass(opened: Array, lanes: Array, groups: Arrays, passed: Array) -> None:
    """Passages (P, D) of people: who waits passes within the window, by weight where a lane is shared.

    `groups` is the crossing of each (P,), who comes (P, D), people a day (P,), first and last day (P,), order by weight (P,).
    """
    crossing, coming, capacity, first, last, order = groups
    waiting = np.zeros(len(crossing))
    for day in range(passed.shape[1]):
        left = lanes * opened[:, day]
        for group in order:
            waiting[group] += coming[group, day]
            if first[group] <= day <= last[group]:
                share = opened[crossing[group], day]
                many = min(waiting[group], capacity[group] * share, left[crossing[group]])
                passed[group, day] = many
                waiting[group] -= many
                left[crossing[group]] -= many
