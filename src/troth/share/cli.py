"""The command line's way in: `troth`.

Exit codes: 0 done; 1 a check failed (problems found, an expectation unmet, a ledger that does not verify);
2 unusable input or arguments; 130 stopped by the user. No traceback reaches a user for bad input.

Nothing heavy is imported here: the commands stand in `cli_app`, which takes a second to load, and whoever presses
Ctrl-C within that second is to see one word too.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cli_app import app

__all__ = ["app", "main"]
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; every error that a user can act on becomes one line each."""
    try:
        from .cli_app import run_app  # noqa: PLC0415 - see above

        code = run_app(arguments)
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        sys.stderr.write("stopped\n")
    return code


def __getattr__(name: str) -> object:
    if name == "app":
        from .cli_app import app  # noqa: PLC0415 - see above

        return app
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
