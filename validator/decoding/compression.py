"""Unpacks compressed bodies: gzip, deflate, zstd, brotli; bounded, so that a small body cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

LIMIT = 16 * 1024 * 1024  # bytes that an unpacked body may have


class Unreadable(Exception):
    """A payload that cannot be read; the text says why, in plain words."""


def unpack(body: bytes, encoding: str = "") -> bytes:
    """The body without its compression: what `Content-Encoding` says, and what its first bytes betray without it.

    A page may compress by itself and set no header, and a browser may hand over a body that is already unpacked, so
    the first bytes decide wherever they can. Raises Unreadable: damaged, larger than LIMIT, or a missing library.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()][:4]):
        unpacker = _NAMED.get(name)
        if unpacker is not None and (name not in _MAGIC or body.startswith(_MAGIC[name])):
            body = _attempt(unpacker, body, name)
    for name, magic in _MAGIC.items():
        if body.startswith(magic):
            return _attempt(_NAMED[name], body, name)
    if body[:1] == b"\x78" and body[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda") and not body[:2].isalnum():
        try:
            return _zlib(body)
        except zlib.error:  # two letters of a text may look like it
            return body
    return body


def _attempt(unpacker: Callable[[bytes], bytes], body: bytes, name: str) -> bytes:
    try:
        return unpacker(body)
    except Unreadable:
        raise
    except Exception as error:  # each library has errors of its own, some without a common parent
        raise Unreadable(f"the body is said to be {name}, but it cannot be unpacked: {error}") from error


def _zlib_with(body: bytes, window: int) -> bytes:
    """Several members one after the other are read too, as gzip allows."""
    found: list[bytes] = []
    size = 0
    for _ in range(64):
        reader = zlib.decompressobj(window)
        part = reader.decompress(body, LIMIT + 1 - size)
        size += len(part)
        found.append(part)
        if size > LIMIT:
            raise Unreadable(f"the body unpacks to more than {LIMIT // (1024 * 1024)} MB")
        if not reader.eof:
            raise Unreadable("the compressed body ends too early")
        body = reader.unused_data
        if not body.startswith(b"\x1f\x8b"):
            break
    return b"".join(found)


def _gzip(body: bytes) -> bytes:
    return _zlib_with(body, 31)


def _zlib(body: bytes) -> bytes:
    return _zlib_with(body, 15)


def _deflate(body: bytes) -> bytes:
    """`deflate` means zlib's format; some senders mean the bare stream."""
    try:
        return _zlib(body)
    except zlib.error:
        return _zlib_with(body, -15)


def _library(names: tuple[str, ...], encoding: str) -> Any:
    for name in names:
        with suppress(ImportError):
            return import_module(name)
    raise Unreadable(f"the body is compressed with {encoding}; to read it: pip install {names[-1]}")


def _zstd(body: bytes) -> bytes:
    library = _library(("compression.zstd", "zstandard"), "zstd")
    if hasattr(library, "ZstdDecompressor") and library.__name__ == "zstandard":
        reader = library.ZstdDecompressor(max_window_size=LIMIT).decompressobj()
        found = []
        size = 0
        for start in range(0, len(body), 1024):  # in small pieces: this library has no bound on its output
            part = reader.decompress(body[start : start + 1024])
            size += len(part)
            found.append(part)
            if size > LIMIT:
                raise Unreadable(f"the body unpacks to more than {LIMIT // (1024 * 1024)} MB")
            if reader.eof:
                break
        return b"".join(found)
    return _bounded(library.ZstdDecompressor().decompress(body, max_length=LIMIT + 1))


def _brotli(body: bytes) -> bytes:
    library = _library(("brotlicffi", "brotli"), "brotli")
    reader = library.Decompressor()
    feed = getattr(reader, "process", None) or reader.decompress
    found = []
    size = 0
    for start in range(0, len(body), 32):  # in small pieces: older versions have no bound on their output
        part = feed(body[start : start + 32])
        size += len(part)
        found.append(part)
        if size > LIMIT:
            raise Unreadable(f"the body unpacks to more than {LIMIT // (1024 * 1024)} MB")
    return b"".join(found)


def _bounded(body: bytes) -> bytes:
    if len(body) > LIMIT:
        raise Unreadable(f"the body unpacks to more than {LIMIT // (1024 * 1024)} MB")
    return body


_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_NAMED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
    "br": _brotli,
    "brotli": _brotli,
}
