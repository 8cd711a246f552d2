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


def each_once(names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """The names, of which none may stand twice: what is named twice would be counted twice.

    >>> each_once(("T1", "T2"), "term")
    ('T1', 'T2')
    """
    if twice := next((name for name in names if names.count(name) > 1), None):
        msg = f"each {what} once, not {twice} twice; name it once"
        raise ValueError(msg)
    return names
