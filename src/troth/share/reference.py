"""The command reference, generated from the program: ``docs/handbook/commands.md``.

``python -m troth.share.reference docs/handbook/commands.md`` writes it; a test fails when a command or an option is
not in it.

>>> app = typer.Typer(add_completion=False)
>>> @app.command()
... def show(case: str, deep: bool = typer.Option(False, "--deep", help="Every row.")) -> None:
...     '''Show a case.'''
>>> print(reference(app, "troth").split("## ")[1])
troth
<BLANKLINE>
Show a case.
<BLANKLINE>
    troth CASE [--deep]
<BLANKLINE>
| what | means | unless given |
|---|---|---|
| `CASE` | | required |
| `--deep` | Every row. | |
<BLANKLINE>
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

HEAD = """\
# Commands

Written from the program by `make docs`; not edited by hand. Exit codes: 0 done, 1 a check failed (problems found, a
test case unmet), 2 unusable input or arguments. With `--json`, standard output is one JSON document and nothing else.
"""


def reference(app: typer.Typer, name: str) -> str:
    """The reference of every command of `app`, in Markdown.

    Parameters
    ----------
    app
        The command line.
    name
        What users type to start it.
    """
    sections = (_section(path, command) for path, command in commands(app, name))
    return HEAD + "".join(f"\n{section}" for section in sections)


def commands(app: typer.Typer, name: str) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Every command that is not hidden, with what users type: ``troth ledger verify``."""
    command = typer.main.get_command(app)
    if isinstance(command, TyperCommand | TyperGroup):
        yield from _walk(name, command)


def _walk(path: str, command: TyperCommand | TyperGroup) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            if isinstance(inner, TyperCommand | TyperGroup) and not inner.hidden:
                yield from _walk(f"{path} {name}", inner)


def parameters(command: TyperCommand | TyperGroup) -> Iterator[TyperArgument | TyperOption]:
    """What the command takes, in its order, without what is hidden."""
    for parameter in command.params:
        if isinstance(parameter, TyperArgument | TyperOption) and not parameter.hidden:
            yield parameter


def _section(path: str, command: TyperCommand | TyperGroup) -> str:
    taken = list(parameters(command))
    usage = " ".join([path, *(_usage(parameter) for parameter in taken)])
    if isinstance(command, TyperGroup):
        usage += " COMMAND …"
    parts = [f"## {path}\n", f"{inspect.cleandoc(command.help or '')}\n", f"    {usage}\n"]
    if taken:
        rows = "\n".join(_row(parameter) for parameter in taken)
        parts.append(f"| what | means | unless given |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _usage(parameter: TyperArgument | TyperOption) -> str:
    text = spelled(parameter)[0] + (" …" if parameter.nargs == -1 else "")
    return text if parameter.required else f"[{text}]"


def spelled(parameter: TyperArgument | TyperOption) -> list[str]:
    """How the parameter is written: its name, or every spelling of the option with what follows it."""
    value = str(parameter.metavar or parameter.name or "").upper().replace("_", "-")
    if isinstance(parameter, TyperArgument):
        return [value]
    spellings = [*parameter.opts, *parameter.secondary_opts]
    return spellings if parameter.is_flag else [f"{spelling} {value}" for spelling in spellings]


def _row(parameter: TyperArgument | TyperOption) -> str:
    names = ", ".join(f"`{name}`" for name in spelled(parameter))
    said = " ".join((parameter.help or "").split()).replace("|", "\\|")
    return f"| {names} |{f' {said}' if said else ''} |{_default(parameter)} |"


def _default(parameter: TyperArgument | TyperOption) -> str:
    if parameter.required:
        return " required"
    default = parameter.default
    return (
        f" default `{default}`"
        if isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
        else ""
    )


def main(arguments: list[str]) -> int:
    """Write the reference of Troth's own command line to the file that is named."""
    from .cli import app  # noqa: PLC0415 - the reference of any other app does not need ours

    if len(arguments) != 1:
        sys.stderr.write("reference: expected the file to write, such as docs/handbook/commands.md\n")
        return 2
    target = Path(arguments[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(reference(app, "troth"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
