"""A source: a publisher or an office, and whom it got its news from."""

from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from .base import Record
from .moment import Precision


class Source(Record):
    """Where a statement comes from.

    Two papers that copy one agency are one origin, so `origin` names whom the page cites where its rows do not.

    >>> Source(id="ocha-49", publisher="UN OCHA oPt").origins
    ('UN OCHA oPt',)
    """

    id: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    origin: tuple[str, ...] = ()
    kind: str = ""
    """``un``, ``press``, ``party``, ``thinktank``, ``dataset`` … as the case's owner sorts them."""
    recorded_at: AwareDatetime | None = None
    """From when it counts: its time of publication, or the end of the day (month, year) it was published on."""
    recorded_at_precision: Precision | None = None
    url: str = ""
    licence: str = ""
    accessed: str = ""
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    note: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Whom it relies on; itself where it names nobody."""
        return self.origin or (self.publisher,)

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.recorded_at is None) != (self.recorded_at_precision is None):
            msg = f"source {self.id!r}: a time of publication comes with its precision"
            raise ValueError(msg)
        return self
