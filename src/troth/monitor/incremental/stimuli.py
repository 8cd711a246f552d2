"""What a monitor can be told; kept in order, it gives the same monitor again."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from troth.records.evidence import Evidence

Rows = tuple[Evidence, ...] | pl.DataFrame


@dataclass(frozen=True, slots=True)
class Received:
    """Rows came: records, or the table `evidence`."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Advanced:
    """The clock moved."""

    as_of: datetime


Stimulus = Received | Advanced
