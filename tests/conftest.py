"""What holds for all tests."""

import pytest
from hypothesis import HealthCheck, settings

from support.postgres import postgres  # noqa: F401 - a fixture, found by being here

# How long one example takes says something about the machine, not about the law. `make test` draws the same examples
# each time, so that it fails for a change and not by chance; `pytest --hypothesis-profile=explore` draws new ones.
ALIKE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", parent=settings(), derandomize=True, database=None, **ALIKE)
settings.register_profile("explore", parent=settings(), derandomize=False, print_blob=True, **ALIKE)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes by its nature may take half an hour; all else has the limit of `pyproject.toml`."""
    for item in items:
        if item.get_closest_marker("slow") is not None:
            item.add_marker(pytest.mark.timeout(1800))
