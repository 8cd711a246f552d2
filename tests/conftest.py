"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How long one example takes says something about the machine, not about the law. What hypothesis itself chooses where
# CI is set (the same examples each time) stays.
settings.register_profile(
    "house", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
