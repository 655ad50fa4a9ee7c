"""Capture: what leaves the page and what is pushed to its data layers, complete, and held back unless wanted.

`Tap` watches a whole browser at the network; `Watch` gathers the evidence of one journey. See docs/capture.md.
"""

from validator.browser.capture.tap import Tap
from validator.browser.capture.watch import Watch

__all__ = ["Tap", "Watch"]
