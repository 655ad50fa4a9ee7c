"""The faults of a container, for people and as data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from validator.gtm.lint_finding import SEVERITIES, Lint
from validator.model.container import Container


def as_text(container: Container, found: Sequence[Lint]) -> str:
    """Faults by severity, those of one code together, and how many there are of each."""
    lines = [f"{container.id or 'The container'}{f' · {container.name}' if container.name else ''}"]
    for code, group in groupby(found, key=lambda fault: fault.code):
        faults = list(group)
        lines += ["", f"{faults[0].severity} · {code}"]
        if len(faults) > 1 and len({(fault.message, fault.mend) for fault in faults}) == 1:
            lines.append(f"  {faults[0].message}{f' {faults[0].mend}' if faults[0].mend else ''}")
            lines += [f"      {fault.kind} ‘{fault.name}’" for fault in faults]
            continue
        for fault in faults:
            lines.append(f"  {fault.kind} ‘{fault.name}’: {fault.message}")
            if fault.mend:
                lines.append(f"      → {fault.mend}")
    lines += ["", totals(found)]
    return "\n".join(lines) + "\n"


def totals(found: Sequence[Lint]) -> str:
    """`1 error, 3 warnings, 2 notes`."""
    counts = [(sum(fault.severity == severity for fault in found), severity) for severity in SEVERITIES]
    told = [f"{count} {severity}{'' if count == 1 else 's'}" for count, severity in counts if count]
    return ", ".join(told) or "Nothing is wrong that can be told without a page."


def as_data(container: Container, found: Sequence[Lint]) -> dict[str, Any]:
    return {
        "id": container.id,
        "name": container.name,
        "faults": [
            {
                "code": fault.code,
                "severity": fault.severity,
                "kind": fault.kind,
                "name": fault.name,
                "message": fault.message,
                "mend": fault.mend,
            }
            for fault in found
        ],
    }
