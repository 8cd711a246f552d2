"""How Alembic takes the steps: on the connection that it is given, inside the transaction that is open there."""

from alembic import context

from troth.share.accounts.schema import VERSION_TABLE


def run() -> None:
    """Take the steps that are missing."""
    context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
    context.run_migrations()


if __name__ == "env_py":  # so Alembic names it; whoever else imports this file runs nothing
    run()
