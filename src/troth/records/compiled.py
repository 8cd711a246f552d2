"""Compiled code for engines, from the extra `plan`: nothing of it is loaded before it is called; who lacks it is told so in one sentence."""

from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from typing import Any, TypeVar, cast

from .errors import TrothError

Function = TypeVar("Function", bound=Callable[..., Any])
_LOCK = Lock()


class MissingExtraError(TrothError):
    """A part of an engine needs a library that is not installed."""


class Compiled:
    """A function that numba compiles when it is first called, with all others of its module, which it may call.

    The compiled code is free of the interpreter's lock and kept in a cache beside the module.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.made: Callable[..., Any] | None = None
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        """Call the compiled function."""
        if self.made is None:
            _compile(self.function.__globals__)
        return cast("Callable[..., Any]", self.made)(*arguments)


def compiled(function: Function) -> Function:
    """The function as numba compiles it, once it is called."""
    return cast("Function", Compiled(function))


def _compile(module: dict[str, Any]) -> None:
    with _LOCK:
        try:
            import numba  # noqa: PLC0415 - an extra, which takes a second to load
        except ImportError:
            room = str(module.get("__name__", "")).split(".")[1:2]
            error = absent("numba", "supply" if room == ["supply"] else "planning")
            raise error from None
        for name, one in list(module.items()):
            if isinstance(one, Compiled) and one.function.__globals__ is module and one.made is None:
                # numba looks the names up in the module: there it has to find what it has compiled itself
                module[name] = one.made = numba.njit(cache=True, nogil=True)(one.function)


def absent(library: str, what: str = "planning") -> MissingExtraError:
    """What to say where a library of the extra is not there; `what` needs it."""
    return MissingExtraError(
        f"{what}: found no {library}, expected the extra `plan`; install it with `pip install 'troth[plan]'`, "
        "in a clone of the repository with `.venv/bin/pip install '.[plan]'`"
    )
