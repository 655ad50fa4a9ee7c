"""What users write, read into the nouns of the model: scenarios, fragments, tracking plans."""

from validator.language.suite import PLAN_NAMES, read_plan_file, read_suite
from validator.model.suite import Entry, Suite

__all__ = ["PLAN_NAMES", "Entry", "Suite", "read_plan_file", "read_suite"]
