"""Tests of the consent platforms."""
