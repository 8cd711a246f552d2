"""Logs of millions of rows, settled column by column: the same verdicts as `troth.monitor.settle`, class by class."""

from .batch import Backfill, Settled, backfill

__all__ = ["Backfill", "Settled", "backfill"]
