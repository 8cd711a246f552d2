"""What `troth supply` prints, from the tables of the step."""

from collections.abc import Mapping, Sequence
from typing import Any

from .documents_supply import SupplyDocument

Rows = Sequence[Mapping[str, Any]]
KEYS = (
    "policies", "cover", "shortages", "stages", "daily", "crossings", "worth", "flows", "passages", "convoys", "agreed", "beside",
    "contradictions", "access", "windows", "reported", "scores", "calibration", "scenarios", "faults",
)  # fmt: skip
"""Keys of the document that are tables of the step, each without the `supply_` before its name."""


def supply_document(case: str, tables: Mapping[str, Rows]) -> SupplyDocument:
    """Write the document.

    Parameters
    ----------
    case
        Its id.
    tables
        As the step `supply` gives them.
    """
    filled: dict[str, Any] = {key: tables[f"supply_{key}"] for key in KEYS}
    filled["crossings"] = sorted(filled["crossings"], key=lambda row: -(row["closure_mean"] or 0.0))
    ground = {one for key in ("policies", "cover", "crossings", "beside") for row in filled[key] for one in row["because"]}  # fmt: skip
    return SupplyDocument(
        case=case,
        summary=tables["supply_summary"][0],
        import_caps=tables["import_caps"],
        because=sorted(ground),
        **filled,
    )
