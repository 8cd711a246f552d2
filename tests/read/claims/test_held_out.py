"""Made-up communiqués that the rules had not seen when each set was first read; what they reach on them now is held.

How they were made, and what was reached at first sight, stands in ``tests/read/held_out/README.md``.
"""

import pytest

from support.held_out import SETS, Tally, tally

NAMES = sorted(path.name for path in SETS.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_binding_claims_of_each_set_are_read_with_actor_and_quantity(name: str):
    reached = tally(name)

    assert reached.gold >= 30
    assert reached.precision >= 0.90
    assert reached.recall >= 0.85


def test_all_sets_together_hold_what_was_reached():
    total = sum((tally(name) for name in NAMES), Tally())

    assert total.gold >= 440
    assert total.precision >= 0.96
    assert total.recall >= 0.93
