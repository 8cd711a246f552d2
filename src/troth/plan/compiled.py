"""Compiled code of this room: see `troth.records.compiled`."""

from troth.records.compiled import Compiled, MissingExtraError, absent, compiled

__all__ = ["Compiled", "MissingExtraError", "absent", "compiled"]
