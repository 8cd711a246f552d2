"""The column dictionary: one name, one type, one unit and one meaning in every table of the house.

Looking a column up here says what any table means by it; `troth.records.tables` says which table has which columns.

>>> COLUMNS["p_open"].unit
'share 0..1'
"""

from enum import StrEnum

import polars as pl

from .activity import ActivityStatus
from .base import Record
from .evidence import Form
from .incident import Action, Stage
from .label import Tlp
from .moment import Precision
from .verdict import State


class ColumnType(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    IDS = "ids"
    """A list of texts."""
    EXACT = "exact"
    """A decimal number with up to nine places: counts and money as somebody stated them."""
    NUMBER = "number"
    """A finite floating-point number: what an engine estimated."""
    INTEGER = "integer"
    INSTANT = "instant"
    """A point in time with its zone; kept in UTC."""
    DATE = "date"
    """A civil day, in the time zone of the place it speaks of."""
    FLAG = "flag"


EXACT_PLACES = 9
STORED: dict[ColumnType, pl.DataType] = {
    ColumnType.TEXT: pl.String(),
    ColumnType.IDS: pl.List(pl.String()),
    ColumnType.EXACT: pl.Decimal(38, EXACT_PLACES),
    ColumnType.NUMBER: pl.Float64(),
    ColumnType.INTEGER: pl.Int64(),
    ColumnType.INSTANT: pl.Datetime("us", "UTC"),
    ColumnType.DATE: pl.Date(),
    ColumnType.FLAG: pl.Boolean(),
}
"""How polars holds each type."""


class Column(Record):
    """One entry of the dictionary."""

    name: str
    type: ColumnType
    unit: str
    """The unit of every cell; in backquotes the column that names it row by row; empty where there is none."""
    meaning: str
    choices: tuple[str, ...] = ()
    """The only values allowed; empty: any."""
    pattern: str = ""
    """What a text must look like, as a regular expression; empty: anything."""
    minimum: int | None = None
    maximum: int | None = None

    @property
    def stored(self) -> pl.DataType:
        """The polars type of the column."""
        return STORED[self.type]


_STATES = tuple(state.value for state in State)
_PRECISIONS = tuple(precision.value for precision in Precision)
_WORDS = tuple(word.value for word in Tlp)
_FORMS = tuple(form.value for form in Form)
_ACTIONS = tuple(action.value for action in Action)
_STATUSES = tuple(status.value for status in ActivityStatus)
_CONFIDENCE = ("low", "moderate", "high")
_STAGES = ("manifested", "offloaded", "collected", "arrived", "intercepted")
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_SHA256 = r"^([0-9a-f]{64})?$"
_CURRENCY = r"^[A-Z]{3}$"


def _text(name: str, meaning: str, *, choices: tuple[str, ...] = (), pattern: str = "") -> Column:
    return Column(name=name, type=ColumnType.TEXT, unit="", meaning=meaning, choices=choices, pattern=pattern)


def _ids(name: str, meaning: str) -> Column:
    return Column(name=name, type=ColumnType.IDS, unit="", meaning=meaning)


def _exact(name: str, unit: str, meaning: str, *, minimum: int | None = None) -> Column:
    return Column(name=name, type=ColumnType.EXACT, unit=unit, meaning=meaning, minimum=minimum)


def _number(
    name: str, unit: str, meaning: str, *, minimum: int | None = 0, maximum: int | None = None
) -> Column:
    return Column(
        name=name, type=ColumnType.NUMBER, unit=unit, meaning=meaning, minimum=minimum, maximum=maximum
    )


def _integer(name: str, unit: str, meaning: str, *, minimum: int = 0, maximum: int | None = None) -> Column:
    return Column(
        name=name, type=ColumnType.INTEGER, unit=unit, meaning=meaning, minimum=minimum, maximum=maximum
    )


def _instant(name: str, meaning: str) -> tuple[Column, Column]:
    """A time and how precisely it was given: always two columns."""
    precision = _text(f"{name}_precision", f"how precisely `{name}` was given", choices=_PRECISIONS)
    return Column(name=name, type=ColumnType.INSTANT, unit="UTC", meaning=meaning), precision


def _flag(name: str, meaning: str) -> Column:
    return Column(name=name, type=ColumnType.FLAG, unit="", meaning=meaning)


_ENTRIES: tuple[Column, ...] = (
    # what every table may say of its rows
    _ids("because", "ids of the case's rows, or of data sets by hash, that the row rests on"),
    _text("place", "where; a place id"),
    _text("unit", "unit of the row's amounts, in the singular: person, truck, litre, tonne, USD"),
    *_instant("recorded_at", "from when the row counts; a date counts from the end of its day"),
    *_instant("valid_from", "from when the row holds"),
    *_instant("valid_to", "until when the row holds; null: open"),
    _integer("draw", "", "number of the sample the row belongs to; null or absent: not a sample"),
    _text("note", "for people to read; never computed with"),
    # who may see the row
    _text("tlp", "its Traffic Light Protocol word; empty: as the case says", choices=_WORDS),
    _ids("release_to", "parties who may see it beside its own"),
    Column(name="embargo", type=ColumnType.INSTANT, unit="UTC", meaning="until when nobody else may see it"),
    # who and what
    _text("evidence_id", "the case's id of an evidence row"),
    _text("source_id", "the case's id of a source"),
    _text("party", "a party id"),
    _text("name", "name as its bearer writes it"),
    _text("kind", "what sort of thing it is; the table's own vocabulary"),
    _ids("aliases", "other names of the party"),
    _text("part_of", "what it belongs to; an id of the same table"),
    _text("publisher", "who published the source"),
    _ids("origin", "whom the source got it from: two papers that copy one agency are one origin"),
    _ids("attributed_to", "whom the row itself cites; each is an origin"),
    _text("url", "where the source can be read"),
    _text("licence", "what the source's licence allows"),
    _text("accessed", "when the source was fetched"),
    _text("sha256", "SHA-256 of the source's bytes", pattern=_SHA256),
    _text("actor", "who did it; empty: nobody established it"),
    _text("event", "what happened: the code that a term's measure names"),
    _text("category", "which sort of the event"),
    _text("form", "what kind of figure the row is", choices=_FORMS),
    _integer(
        "sequence",
        "",
        "place in the log that the row comes from: of two rows at one time the lower came first",
    ),
    _text("stance", "what the row says about its terms: for, against, context, or by term id"),
    _text("key", "what ties a response to its trigger"),
    _integer(
        "sequence",
        "",
        "place of the row in the log that it comes from; of two at one time the lower came first",
    ),
    _text("supersedes", "the row that this one corrects"),
    _text("retracts", "the row that this one takes back"),
    # agreements and verdicts
    _ids("term_ids", "terms that the row speaks of"),
    _text("agreement", "an agreement id"),
    _text("term", "a term id"),
    _text("instance", "null: the summary row; else a civil day, an interval or a trigger's id"),
    _text("obligor", "who owes; null where the row is not of one obligor"),
    _text("what", "what is owed, in words"),
    _text("basis", "what the term rests on", choices=("agreement", "pledge", "unilateral")),
    _text("measure", "what is counted: event and category"),
    _exact("low", "`unit`", "least it can be"),
    _exact("high", "`unit`", "most it can be; null: no upper end is known"),
    _exact("target", "`unit`", "how much is owed, or allowed; null: the term names no number"),
    _text("target_kind", "whether the target is a floor or a ceiling", choices=("at_least", "at_most")),
    _text("state", "where it stands"),
    _exact("fulfilment_low", "share of the target", "least share of the target that was reached", minimum=0),
    _exact(
        "fulfilment_high",
        "share of the target",
        "most of it that may have been reached; null: open",
        minimum=0,
    ),
    _exact("shortfall_low", "`unit`", "least that is missing", minimum=0),
    _exact("shortfall_high", "`unit`", "most that may be missing; null: open", minimum=0),
    Column(
        name="decidable_at",
        type=ColumnType.INSTANT,
        unit="UTC",
        meaning="first time at which what was known gave this state",
    ),
    Column(
        name="provisional_until",
        type=ColumnType.INSTANT,
        unit="UTC",
        meaning="until when the state may still settle; null: settled",
    ),
    _flag("disputed", "whether the term itself is in dispute"),
    _flag("window_closed", "whether the window had ended"),
    _text("support", "what the evidence says", choices=("for", "against", "both", "none")),
    _ids("supporting", "evidence for the duty being met"),
    _ids("opposing", "evidence against"),
    _integer("kept_instances", "instances", "instances that were kept"),
    _integer("total_instances", "instances", "instances that were owed"),
    # incidents
    _text("incident", "an incident id"),
    _text("step_id", "the case's id of a step taken on an incident"),
    _text("action", "what the step is", choices=_ACTIONS),
    _text("outcome", "what came of it; the words that its action allows"),
    _text("by", "the office or party that takes the step; never a person's name"),
    _text("channel", "how an allegation came in"),
    _text("protection", "whether it may be told who alleges", choices=("open", "confidential")),
    _text("confidence", "how sure an attribution is", choices=_CONFIDENCE),
    _text("reason", "why, in words"),
    _ids("cooperation_ids", "terms on access for monitors"),
    _text("panel", "the panel that decides"),
    _ids("charged", "parties that are alleged to have done it"),
    _text("adjudicated_actor", "who did it, as a panel confirmed; empty: no panel did"),
    # access
    _text("region", "a region id"),
    _number("p_open", "share 0..1", "probability that the way in is open", maximum=1),
    _number("p_low", "share 0..1", "low end of the interval of `p_open`", maximum=1),
    _number("p_high", "share 0..1", "high end of the interval of `p_open`", maximum=1),
    _integer("tried", "days", "days on which access was asked for and answered"),
    # needs, services, money
    _text("activity_id", "the case's id of an activity"),
    _text("status", "where an activity stands, as its party says", choices=_STATUSES),
    _text("sector", "sector of recovery, as the case names it"),
    _text("component", "part of the need within its sector"),
    _text("phase", "when it is needed: immediate, short, medium, long"),
    _text("currency", "ISO 4217 code of the row's money", pattern=_CURRENCY),
    _integer("price_year", "year", "constant prices of this year", minimum=1, maximum=9999),
    _number("mean", "`currency`", "mean of the estimate"),
    _number("sd", "`currency`", "standard deviation of the estimate"),
    _number("q05", "`currency` or `unit`", "value that is exceeded with probability 0.95"),
    _number("q50", "`currency` or `unit`", "median"),
    _number("q95", "`currency` or `unit`", "value that is exceeded with probability 0.05"),
    _number("met", "`currency`", "part of the need that is met already"),
    _text("service", "what people regain: power, water, school, clinic; a service id"),
    _number("people", "person", "people whom the service serves"),
    _ids("requires", "services that must work first"),
    _text("pot", "an envelope of money that may be spent together"),
    _text("donor", "the party that gives it"),
    _integer("year", "year", "calendar year in which it may be spent", minimum=1, maximum=9999),
    # what stood there and what was hit
    _text("asset_id", "the id of an asset, once in a table"),
    _text("taxonomy", "what kind of asset it is, as the case names its kinds"),
    _number("size", "`unit`", "how large the asset is: square metres, kilometres, beds"),
    _number("value", "`currency`", "cost of replacing the asset as it was, at pre-conflict prices"),
    *(
        _number(f"p_{name}", "share 0..1", f"probability that the asset is in the class {name!r}", maximum=1)
        for name in ("none", "possible", "moderate", "severe", "destroyed")
    ),
    # goods
    _text("zone", "where the demand is; a zone id"),
    _text("commodity", "what is needed; a commodity id"),
    Column(name="date", type=ColumnType.DATE, unit="", meaning="civil day at the place"),
    _number("quantity", "`unit`", "how much"),
    _text("crossing", "a crossing id"),
    _text("stage", "how far it got: entered is not arrived", choices=_STAGES),
    _text("reporter", "who counted it"),
    _text("material", "a building material"),
    _text("month", "calendar month, as 2024-03", pattern=_MONTH),
    _number("share", "share 0..1", "part of the service that is restored", maximum=1),
    # what people want, and who may be paid
    _text("option", "an option that was deliberated"),
    _number("weight", "", "relative weight of the option"),
    _number("floor", "share 0..1", "least share that the option must get", maximum=1),
)

COLUMNS: dict[str, Column] = {column.name: column for column in _ENTRIES}
"""Every column of the house by its name."""

STATES: dict[str, tuple[str, ...]] = {
    "verdicts": _STATES,
    "incidents": tuple(stage.value for stage in Stage),
    "eligibility": ("clear", "review", "block"),
}
"""What `state` may say, by table: a term, an incident and a party do not stand in the same way."""
