"""Indexes for what is newest and for keys, the time of a signature, policies for readers."""

from troth.ledger.migrations import take

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the step; there is none back, since nothing is ever taken out of a ledger."""
    take(2)
