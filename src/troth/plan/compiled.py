"""Compiled code, from the extra `plan`; who lacks it is told so in one sentence."""

from collections.abc import Callable
from typing import Any, TypeVar

from troth.records.errors import TrothError

Function = TypeVar("Function", bound=Callable[..., Any])


class MissingExtraError(TrothError):
    """A part of planning needs a library that is not installed."""


def compiled(function: Function) -> Function:
    """The function as numba compiles it on its first call, free of the interpreter's lock; the code is kept in a cache.

    Without numba it can be read and imported, and says what is missing when it is called.
    """
    try:
        import numba  # noqa: PLC0415 - an extra: who never plans needs none of it
    except ImportError:
        return _absent(function)
    made: Function = numba.njit(cache=True, nogil=True)(function)  # type: ignore[assignment]  # it is called as the function
    return made


def _absent(function: Function) -> Function:
    def missing(*_: object) -> object:
        error = absent("numba", function.__name__)
        raise error

    return missing  # type: ignore[return-value]  # it never returns


def absent(library: str, what: str) -> MissingExtraError:
    """What to say where a library of the extra is not there."""
    return MissingExtraError(f"{what} needs {library}: pip install 'troth[plan]'")
