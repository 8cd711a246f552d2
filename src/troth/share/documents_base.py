"""What all documents are made of: figures with their units, and room for more than is promised."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Something that is printed; it may say more than is promised here."""

    model_config = ConfigDict(
        extra="allow", use_attribute_docstrings=True, populate_by_name=True, serialize_by_alias=True
    )


class Interval(Document):
    """From low to high, both included."""

    low: float | None
    high: float | None
    """Null: open."""


class Amount(Interval):
    """An interval with its unit."""

    unit: str
