"""Every command and every option stands in the handbook, as the program has it."""

from pathlib import Path

import pytest
import typer

from troth.share import reference
from troth.share.cli import app

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "commands.md"
COMMANDS = dict(reference.commands(app, "troth"))


def section(command: str) -> str:
    after = HANDBOOK.read_text(encoding="utf-8").split(f"\n## {command}\n", 1)
    assert len(after) == 2, f"`{command}` is not in the handbook: call `make docs`"
    return after[1].split("\n## ", 1)[0]


def test_the_handbook_is_what_the_program_would_write():
    assert HANDBOOK.read_text(encoding="utf-8") == reference.reference(app, "troth"), "call `make docs`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_every_option_is_in_the_handbook(command: str):
    text = section(command)
    for parameter in reference.parameters(COMMANDS[command]):
        for spelling in reference.spelled(parameter):
            assert f"`{spelling}`" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_every_option_says_what_it_does(command: str):
    assert (COMMANDS[command].help or "").strip()
    mute = [parameter.name for parameter in reference.parameters(COMMANDS[command]) if not parameter.help]
    assert not mute


def test_a_new_command_appears_with_its_options_and_groups():
    small, inner = typer.Typer(add_completion=False), typer.Typer(add_completion=False)
    small.add_typer(inner, name="ledger", help="The ledger.")

    @small.callback()
    def top() -> None:
        """All of it."""

    @inner.command()
    def verify(
        case: str = typer.Argument(help="A case folder."),
        head: str = typer.Option("", "--head", "-h", help="A | head."),
    ) -> None:
        """Check every entry."""

    text = reference.reference(small, "troth")
    assert (
        "## troth ledger verify\n\nCheck every entry.\n\n    troth ledger verify CASE [--head HEAD]\n" in text
    )
    assert "| `CASE` | A case folder. | required |\n| `--head HEAD`, `-h HEAD` | A \\| head. | |" in text
    assert "    troth ledger COMMAND …" in text


def test_a_missing_file_name_is_said_in_one_line(capsys: pytest.CaptureFixture[str]):
    assert reference.main([]) == 2
    assert (
        capsys.readouterr().err
        == "reference: expected the file to write, such as docs/handbook/commands.md\n"
    )


def test_the_reference_is_written_where_it_is_asked_for(tmp_path: Path):
    assert reference.main([str(tmp_path / "new" / "commands.md")]) == 0
    assert (tmp_path / "new" / "commands.md").read_text(encoding="utf-8") == reference.reference(app, "troth")
