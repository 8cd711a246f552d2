"""What a forecast is made from: monthly counts of incidents, region by region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troth.monitor.problem import ProblemError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Series of equal length, one count for each month from `first` on.

    A month without incidents is a nought, and only a month that the data set covers may be one.

    Raises
    ------
    ProblemError
        Series of unequal length, none at all, or a negative count.
    """

    first: str
    """The first month, as 2014-08."""
    series: Mapping[str, Sequence[int]]
    seed: int = 0

    def __post_init__(self) -> None:
        lengths = {region: len(counts) for region, counts in self.series.items()}
        if len(set(lengths.values())) != 1 or 0 in lengths.values():
            found = ", ".join(
                f"{region or 'no region'} {length}" for region, length in sorted(lengths.items())
            )
            msg = f"found series of {found or 'no region'} months, expected as many counts for each region; fill months without incidents with 0"
            raise ProblemError(msg)
        for region, counts in self.series.items():
            if (bad := next((count for count in counts if count < 0), None)) is not None:
                msg = f"{region}: found a count of {bad}, expected 0 or more; correct it"
                raise ProblemError(msg)

    @property
    def months(self) -> int:
        """How many months each series has."""
        return len(next(iter(self.series.values())))

    def month(self, number: int) -> str:
        """The name of a month by its number, 0 being `first`.

        >>> Problem(first="2014-11", series={"West": [1]}).month(3)
        '2015-02'
        """
        year, month = (int(part) for part in self.first.split("-"))
        years, months = divmod(year * 12 + month - 1 + number, 12)
        return f"{years:04}-{months + 1:02}"

    def until(self, months: int) -> "Problem":
        """The same with the first so many months alone."""
        return Problem(
            first=self.first,
            series={region: tuple(counts[:months]) for region, counts in self.series.items()},
            seed=self.seed,
        )
