"""Runs suites again and again, and tells who answers for an event when it breaks for good, and when it comes back."""
