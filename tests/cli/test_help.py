"""What the commands say of themselves, and of what was mistyped."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest

from tests.cli.conftest import Ran, Typed, one_line
from validator.cli import COMMANDS, command


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_help_is_short_and_fits_a_terminal(typed: Typed, words: tuple[str, ...]) -> None:
    told = typed(*words, "--help")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 80, "an address is kept whole"
    assert len(lines) < 70
    assert "..." not in re.sub(r"[A-Z]+\]?\.\.\.", "", told.output), "no sentence is cut"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is(name: str) -> None:
    chosen = command.get_command(click.Context(command), name)
    assert chosen is not None
    for option in chosen.params:
        if isinstance(option, click.Option):
            assert option.help, option.name
            assert option.help.endswith(".")


def test_every_command_is_listed_with_a_whole_sentence(typed: Typed) -> None:
    told = one_line(typed("--help").output)
    for name, sentence in COMMANDS.items():
        assert f" {name} {sentence}" in told
        assert sentence.endswith(".")


def test_mistyped_command(typed: Typed) -> None:
    told = typed("rnu")
    assert told.exit_code == 2
    assert "There is no command 'rnu'. Did you mean `validator run`?" in told.output


def test_unknown_command(typed: Typed) -> None:
    told = typed("quux")
    assert told.exit_code == 2
    assert f"One of: {', '.join(COMMANDS)}." in one_line(told.output)


def test_mistyped_option(typed: Typed) -> None:
    told = typed("run", "--base-ulr", "http://127.0.0.1")
    assert told.exit_code == 2
    assert re.search("no such option.*--base-ulr.*did you mean.*--base-url", one_line(told.output), re.IGNORECASE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--timeout", "soon"), "'soon' is not a duration. Write 5s, 500ms, 2min or 8h."),
        (("run", "--timeout", "0"), "it must be more than 0."),
        (("run", "--keep", "3"), "'3' is neither a size such as 500MB, nor an age such as 14d."),
        (("run", "--screenshots", "sometimes"), "'sometimes' is not one of 'off', 'on-failure', 'on'"),
        (("demo", "--port", "70000"), "70000 is not in the range 0<=x<=65535"),
        (("demo", "--broken", "everything"), "The shop has no fault 'everything'. It has: "),
        (("init", "--site", "http://"), "--site 'http://' is not an address."),
        (("run",), "There is no folder `scenarios` here. → Name files or folders, or type `validator init`."),
        (("check", "nowhere"), "nowhere"),
        (("judge", "nothing.json", "nothing.yaml"), "nothing.json: cannot be read: No such file or directory."),
        (("run", "--secret", "NOT_SET"), "--secret NOT_SET: there is no environment variable of this name."),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(typed: Typed, words: tuple[str, ...], said: str) -> None:
    told = typed(*words)
    assert told.exit_code == 2, told.output
    assert said in one_line(told.output)
    assert "Traceback" not in told.output


def test_version(ran: Ran) -> None:
    told = ran("--version")
    assert re.fullmatch(r"validator \d+\.\d+\.\d+\S*\n", told.stdout)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from validator.cli import command\n"
        "try: command(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('playwright', 'yaml', 'rich', 'cattrs', 'requests') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.endswith("[]\n")
