"""Tests of what users write."""
