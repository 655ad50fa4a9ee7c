"""What the command line ends with. Alone in its file: `validator --help` needs it, and nothing else of a run."""

from __future__ import annotations

PASSED, FAILED, WRONG_INPUT, BROKEN = 0, 1, 2, 3
