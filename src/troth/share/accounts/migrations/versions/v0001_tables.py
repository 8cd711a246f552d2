"""The first tables: logins, invitations, passkeys, challenges, keys, sessions, the trail."""

from troth.share.accounts.migrations import take

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take the step; there is none back, since the trail is never taken out."""
    take(1)
