"""Checks, in a real browser, that every conversion is tracked: once, and with the right parameters."""

__version__ = "0.1.0"
