"""One JSON document for other programs, with a written schema: schemas/results.schema.json, and docs/results.md."""

from __future__ import annotations

from validator.json_text import json_text
from validator.model.run import Run
from validator.results import document_of

FILE = "results.json"


def render(run: Run) -> str:
    return f"{json_text(document_of(run), indent=2)}\n"
