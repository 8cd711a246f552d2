"""One file for each version, as Alembic looks for them; what they do stands in `steps.py`."""
