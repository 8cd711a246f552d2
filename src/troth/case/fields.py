"""From what people write to what records hold: times, lengths, amounts, labels; each trouble with what to write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError

from troth.records.base import Record
from troth.records.label import Label
from troth.records.moment import Duration, Moment, parse_duration, parse_moment
from troth.records.quantity import Quantity, parse_quantity

from .naming import LONGEST_ID, id_trouble
from .problems import Problems, errors_of, explained

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_AS_DATE = "a date or time such as 2023-11-24, 2023-11 or 2023-11-24T07:00+02:00"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands in a file, to note trouble with it.

    Parameters
    ----------
    problems
        Where trouble is noted.
    file
        Name of the file.
    line_of
        The line of a field.
    prefix
        What stands before the field's name in a message, such as ``term T1``.
    """

    problems: Problems
    file: str
    line_of: Callable[[Sequence[str | int]], int | None]
    prefix: str = ""

    def bad(
        self, field: Sequence[str | int] | str, *, expected: str, remedy: str, found: object = None
    ) -> None:
        """Note that a field is wrong."""
        path = (field,) if isinstance(field, str) else tuple(field)
        name = ".".join(str(part) for part in path if not isinstance(part, int))
        shown = " ".join(part for part in (self.prefix, name) if part)
        self.problems.add(
            self.file,
            line=self.line_of(path),
            field=shown or None,
            found=found,
            expected=expected,
            remedy=remedy,
        )

    def take(
        self, field: Sequence[str | int] | str, value: object, parse: Callable[[str], T], expected: str
    ) -> T | None:
        """Parse a text; note the trouble and return None where that fails."""
        text = as_text(value)
        if text is None:
            self.bad(field, found=value, expected=expected, remedy="put it in quotes")
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.bad(field, found=text, expected=expected, remedy=_advice(str(error)))
            return None

    def good_id(self, field: str, value: object) -> bool:
        """Whether a value can be an id; other than texts are left to the record to refuse."""
        trouble = id_trouble(value) if isinstance(value, str) else ""
        if trouble:
            self.bad(
                field, found=f"{value} ({trouble})" if len(str(value)) <= LONGEST_ID else trouble,
                expected=f"an id of at most {LONGEST_ID} visible characters without / and \\", remedy="choose a plain one, such as T1",
            )  # fmt: skip
        return not trouble

    def moment(self, field: Sequence[str | int] | str, value: object, zone: tzinfo) -> Moment | None:
        """Read a date or a time; a text without an offset is local to `zone`."""
        return self.take(field, value, lambda text: _moment(text, zone), _AS_DATE)

    def duration(self, field: Sequence[str | int] | str, value: object) -> Duration | None:
        """Read a length of time."""
        return self.take(field, value, parse_duration, "a length of time such as P10D, P6M or PT24H")

    def quantity(self, field: str, value: str, unit: str) -> Quantity | None:
        """Read an amount."""
        return self.take(
            field, value, lambda text: _quantity(text, unit), "a number, or >=200, <=5, 137..200"
        )

    def build(
        self,
        model: type[R],
        data: Mapping[str, Any],
        renamed: Mapping[str, str] | None = None,
        *,
        partial: bool = False,
    ) -> R | None:
        """Build a record, noting everything that its validation refuses.

        Parameters
        ----------
        renamed
            How a field of the record is called in the file, where that differs.
        partial
            Some values could not be read and are noted already: what is missing, or does not fit together, may follow
            from that and is not noted again.
        """
        try:
            return model(**data)
        except ValidationError as error:
            for one in errors_of(error):
                whole = isinstance(one["input"], dict | Record) or one["type"] == "missing"
                if whole and partial:
                    continue
                path = [
                    str((renamed or {}).get(str(part), part))
                    for part in one["loc"]
                    if not isinstance(part, int)
                ]
                expected, remedy = explained({**one, "loc": path or ["it"]})
                self.bad(path, found=None if whole else one["input"], expected=expected, remedy=remedy)
            return None

    def label(self, cells: Mapping[str, Any], default: Label, zone: tzinfo) -> Label | None:
        """Read `tlp`, `release_to` and `embargo`; where all are empty, the case's default."""
        if not (cells.get("tlp") or cells.get("release_to") or cells.get("embargo")):
            return default
        data: dict[str, Any] = {
            "tlp": cells.get("tlp") or default.tlp,
            "release_to": names(cells.get("release_to") or []),
        }
        if not cells.get("release_to") and not cells.get("tlp"):
            data["release_to"] = default.release_to
        if cells.get("embargo"):
            if (moment := self.moment("embargo", cells["embargo"], zone)) is None:
                return None
            data["embargo"] = moment.known_from
        return self.build(Label, data)


# A large file says the same few thousand times and amounts over and over; records are frozen and can be shared.
_moment = lru_cache(maxsize=65_536)(parse_moment)
_quantity = lru_cache(maxsize=65_536)(parse_quantity)


def as_text(value: object) -> str | None:
    """The text of a TOML value that stands for a time; TOML has dates and times of its own."""
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, datetime | date) else None


def names(value: object) -> object:
    """A list of names: a single text counts as a list of one, a text with semicolons as several.

    >>> names("Qatar; Egypt")
    ('Qatar', 'Egypt')
    """
    if isinstance(value, str):
        return parts(value)
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=65_536)
def parts(text: str) -> tuple[str, ...]:
    """The names in a cell, which semicolons part.

    >>> parts("T1; T2;")
    ('T1', 'T2')
    """
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _advice(said: str) -> str:
    """What a message of `records` says is to be done."""
    _, mark, remedy = said.partition("; ")
    reason = said.partition("(")[2].partition(")")[0]
    remedy = remedy if mark else "correct it"
    return f"{remedy} ({reason})" if reason and "exists" in said else remedy
