"""The command `validator`."""

from __future__ import annotations


def main() -> None:
    """Runs the command line; exit codes: 0 passed, 1 failed, 2 wrong input or usage, 3 broken."""
    from validator.cli import command

    command(prog_name="validator")


if __name__ == "__main__":
    main()
