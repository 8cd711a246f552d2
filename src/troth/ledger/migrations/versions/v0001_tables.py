"""The first tables: logs, statements, signatures."""

from troth.ledger.migrations import take

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take the step; there is none back, since nothing is ever taken out of a ledger."""
    take(1)
