"""The corridors of a case with its scenarios beside them: a crossing that closes for a week, more trucks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .folder import Folder
from .overrides import Override, scenario_overrides
from .supplying import Supplying, read_supplying, warn_of_faults
from .tomlfile import read_toml, spot_of


def read_supply(
    folder: Folder, step: Mapping[str, object], changes: Sequence[Override] = ()
) -> Supplying | None:
    """What supply.toml and its tables say, and what `[steps.supply] compare` makes of it."""
    supplying = read_supplying(folder, changes)
    if supplying is None or folder.problems.count():
        return supplying
    warn_of_faults(folder, supplying)
    return replace(supplying, others=_compared(folder, step.get("compare")))


def _compared(folder: Folder, names: object) -> dict[str, Supplying]:
    if names is None or (document := read_toml(folder, "case.toml")) is None:
        return {}
    spot = spot_of(document, folder)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        spot.bad(("steps", "supply", "compare"), found=names, expected="a list of scenarios", remedy='write it as in compare = ["rafah-closed"]')  # fmt: skip
        return {}
    found = {}
    for name in dict.fromkeys(names):
        changed = scenario_overrides(document, folder, name)
        if changed and (other := read_supplying(folder, changed)) is not None:
            found[name] = other
    return found
