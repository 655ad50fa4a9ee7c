"""Recordings as files: their written form, and how they are read and written."""
