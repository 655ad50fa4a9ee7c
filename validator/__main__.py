"""The command `validator`."""

from __future__ import annotations

import gc


def main() -> None:
    """Runs the command line; exit codes: 0 passed, 1 failed, 2 wrong input or usage, 3 broken."""
    from validator.cli import command

    gc.set_threshold(20_000, 20, 50)  # suites and recordings are trees of small things that live to the end
    command(prog_name="validator")


if __name__ == "__main__":
    main()
