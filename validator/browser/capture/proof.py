"""Proves that a message by the network comes from the page's half of the capture, and not from the page itself."""

from __future__ import annotations

_MASK = 0xFFFFFFFF


def proof(secret: str, document: str, number: int) -> str:
    """What the batch `number` of a document must carry. page/channel.js says the same; each is good for one batch.

    A page may find the path of the network's messages (its service worker sees them), but not the secret in them.
    """
    first, second = 0xDEADBEEF, 0x41C6CE57
    for code in f"{secret}{document}.{number}{secret}".encode("ascii", "replace"):
        first = (first ^ code) * 2654435761 & _MASK
        second = (second ^ code) * 1597334677 & _MASK
    first = ((first ^ first >> 16) * 2246822507 & _MASK) ^ ((second ^ second >> 13) * 3266489909 & _MASK)
    second = ((second ^ second >> 16) * 2246822507 & _MASK) ^ ((first ^ first >> 13) * 3266489909 & _MASK)
    return f"{second:x}-{first:x}"
