"""A result held against the baseline that lies beside its scenario."""

from __future__ import annotations

from dataclasses import replace

from validator.model.location import InputError
from validator.model.recording import Broken
from validator.model.run import Result
from validator.suite.baseline import reviewed, without
from validator.suite.baseline_file import file_of, read_baseline
from validator.suite.told import told


def against_baseline(result: Result) -> Result:
    """The result with what its baseline says of it; with a warning where there is none.

    Never raises: a baseline that cannot be read breaks its scenario alone.
    """
    file = file_of(result.scenario)
    if not file.is_file():
        return replace(result, verdict=without(result, result.scenario.location.file))
    try:
        baseline = read_baseline(file)
    except InputError as error:
        broken = Broken(f"The baseline {file} cannot be read.", 0, "nothing", str(error), "Approve it anew.")
        return replace(result, verdict=replace(result.verdict, status="broken", broken=broken))
    return replace(result, verdict=reviewed(result, baseline, told(result), file.as_posix()))
