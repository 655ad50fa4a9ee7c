"""Tests of the pytest door, each in a pytest session of its own."""
