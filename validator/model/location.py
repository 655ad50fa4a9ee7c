"""Where something was written, and the problem report that points there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text file; line and column start at 1, as editors count."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Location("", 0, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in what a user wrote: what is wrong, where, and how to mend it."""

    message: str
    location: Location
    mend: str = ""
    line: str = ""  # the text of the line, shown with a caret under the column

    def __str__(self) -> str:
        told = f"{self.location}: {self.message}"
        if self.line:
            gutter = f"{self.location.line:>5} | "
            lead = "".join("\t" if letter == "\t" else " " for letter in self.line[: self.location.column - 1])
            told += f"\n{gutter}{self.line}\n{' ' * (len(gutter) - 2)}| {lead}^"
        return f"{told}\n  → {self.mend}" if self.mend else told


class InputError(Exception):
    """Everything that is wrong with what the user wrote, gathered, so that it is told at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


class UsageError(Exception):
    """A command or an option that cannot be carried out; its text says why and what to type instead."""
