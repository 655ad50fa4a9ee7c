"""`${…}` in texts: upper case from the environment, lower case a parameter or something remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from validator.language.tree import Tree, Wrong

_PIECE = re.compile(r"\$(\$?)\{([^{}]*)(\}?)")
_ENVIRONMENT = re.compile(r"([A-Z_][A-Z0-9_]*)(?::-(.*))?", re.DOTALL)
_NAME = re.compile(r"[a-z][A-Za-z0-9_]*(?:\.[^.\s{}]+)*")
REMEMBERED_NAME = re.compile(r"[a-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Found:
    """One `${…}`; `default` only of the environment's."""

    name: str
    default: str | None = None


def token(name: str) -> str:
    """What stands for a secret wherever it would be seen."""
    return f"«{name}»"


def references(tree: Tree) -> list[str | Found]:
    """The text of a value in pieces: plain text, and what is to be put in. `$${x}` is the text `${x}` itself."""
    text: str = tree.value
    pieces: list[str | Found] = []
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            pieces.append(text[end : match.start()])
        end = match.end()
        escaped, inner, closed = match.groups()
        if escaped:
            pieces.append(match.group()[1:])
            continue
        if not closed:
            raise Wrong('"${" is not closed by "}"', tree, "Write ${name}; $${ writes the two characters themselves.")
        pieces.append(_found(inner.strip(), tree))
    if end < len(text):
        pieces.append(text[end:])
    return pieces


def _found(inner: str, tree: Tree) -> Found:
    environment = _ENVIRONMENT.fullmatch(inner)
    if environment is not None:
        return Found(environment[1], environment[2])
    if _NAME.fullmatch(inner):
        return Found(inner)
    name, colon, _ = inner.partition(":-")
    if colon and _NAME.fullmatch(name):
        raise Wrong(
            f'"{name}" cannot have a default here: only environment variables, in capitals, can',
            tree,
            f"Write ${{{name}}}; a parameter's default stands in its fragment.",
        )
    raise Wrong(
        f'"${{{inner}}}" is not a name',
        tree,
        "Write ${NAME} or ${NAME:-default} for the environment, ${name} for a parameter or a remembered value;"
        " $${…} writes the characters as they are.",
    )
