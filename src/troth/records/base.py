"""The base of every record: frozen, keyword-only, validated on construction."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A noun of the house.

    Subclasses are immutable, refuse unknown fields, and are compared by value, so two offices that hold the same
    record can see that they do.

    >>> class Bridge(Record):
    ...     name: str
    >>> Bridge(name="Irpin")
    Bridge(name='Irpin')
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, revalidate_instances="never"
    )
