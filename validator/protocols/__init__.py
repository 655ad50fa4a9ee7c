"""Protocols that several vendors speak, so that each vendor's file says only what is its own."""
