"""Requests that real libraries sent from a page of ours, and what must come out of them."""
