"""A text whose YAML is broken, with its mistake mended for the time being: what else is wrong in it can be told too.

A *faithful* mend keeps what was meant, and all of the file is read on. A *blunt* one takes the broken lines away; then
only further mistakes of the YAML itself are told, since what stood there is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(r"(?P<lead>\s*(?:- +)*(?:[^\s:#\"'{\[][^:#\"'{\[]*:\s+)?)(?P<rest>\S.*)")
_TOKEN_END = re.compile(r"[,}\]]")


def mends(text: str, line: int, column: int) -> Iterator[tuple[str, bool]]:
    """Texts in which the mistake at this place may be gone, likeliest first, each with whether it is faithful."""
    ends = re.split(r"(\r\n|\r|\n)", text)
    at = (line - 1) * 2  # lines and their ends take turns
    if not 0 <= at < len(ends) or ends[at].rstrip() == "---":
        return
    for other in _faithful(ends[at], column):
        if other != ends[at]:
            yield "".join([*ends[:at], other, *ends[at + 1 :]]), True
    yield _without(ends, at), False


def _faithful(line: str, column: int) -> Iterator[str]:
    lead = line[: len(line) - len(line.lstrip(" \t-"))]
    if "\t" in lead:
        yield lead.replace("\t", "  ") + line[len(lead) :]
    yield re.sub(r"[^\S \t\r\n]", " ", line)
    before, after = line[: column - 1], line[column - 1 :]
    if after[:1] in ("#", "$"):
        end = after.index("}") + 1 if after[:2] == "${" and "}" in after else 0
        found = _TOKEN_END.search(after, end)
        if found is not None:
            yield before + _quoted(after[: found.start()].rstrip()) + after[found.start() :]
    if after[:1] == '"':
        yield before + re.sub(r'\\(?!["\\/0abtnvfreNLPxuU_ ])', r"\\\\", after)
    if after[:1] in ("'", '"'):
        yield before + after + after[0]
    if after[:1] in ("{", "["):
        yield before + after + ("}" if after[0] == "{" else "]")
    if line[:1] == " ":  # indented by one too few, or too many
        yield from (" " + line, line[1:])
    entry = _ENTRY.fullmatch(line)
    if entry is not None and entry["rest"][0] not in "{['\"":
        yield entry["lead"] + _quoted(entry["rest"].rstrip())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _without(ends: list[str], at: int) -> str:
    """All but this line and what stands below it; the other lines keep their numbers."""
    line = ends[at]
    indent = _indent(line)
    kept = list(ends)
    kept[at] = ""
    for below in range(at + 2, len(ends), 2):
        other = ends[below]
        deeper = _indent(other) > indent
        entry = line.rstrip().endswith(":") and re.match(r"\s*-(\s|$)", other)
        if other.strip() and not deeper and not entry:
            break
        kept[below] = ""
    return "".join(kept)


def _indent(line: str) -> int:
    wide = line.expandtabs(2)
    return len(wide) - len(wide.lstrip())
