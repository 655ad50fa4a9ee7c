"""Faults of tracking, each as the browser would have recorded it: what the chain of evidence is tested with."""

from tests.judge.faults import containers, fields, pushes, repeats, requests, sites, tags
from tests.judge.faults.fault import FAULTS, told

__all__ = ["FAULTS", "containers", "fields", "pushes", "repeats", "requests", "sites", "tags", "told"]
