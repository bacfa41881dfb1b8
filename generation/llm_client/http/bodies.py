"""Reads what a server sends, never more than a bound, neither on the wire nor unpacked."""

import zlib
from collections.abc import Iterator

import httpx

from generation.llm_client.exceptions import ProviderDown, Truncated

MAX_BYTES = 4 * 1024 * 1024
"""The longest answer that a model gives is far below; a hostile or broken server has no end."""

_ZLIB_BITS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


def bounded_chunks(response: httpx.Response, limit: int = MAX_BYTES) -> Iterator[bytes]:
    """Yield the body as it arrives, unpacked.

    httpx unpacks a whole chunk at once, so that a few kilobytes of zeros can fill the memory. Here no
    more than the limit is ever unpacked.

    Raises:
        Truncated: there is more than the limit.
        ProviderDown: it is packed in a way that was not offered, or damaged.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    unpacker = None
    if encoding not in ("", "identity"):
        if encoding not in _ZLIB_BITS:
            raise ProviderDown("The provider's answer could not be read.", detail="unknown content encoding")
        unpacker = zlib.decompressobj(_ZLIB_BITS[encoding])
    wire = unpacked = 0
    for chunk in response.iter_raw():
        wire += len(chunk)
        if unpacker is not None:
            chunk = _unpack(unpacker, chunk, limit - unpacked + 1)
        unpacked += len(chunk)
        if max(wire, unpacked) > limit:
            raise _too_large()
        yield chunk


def _too_large() -> Truncated:
    error = Truncated("The model's answer was larger than this system reads.", maybe_billed=True)
    error.more_room_may_help = False
    return error


def _unpack(unpacker: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(chunk, most)
    except zlib.error as exc:
        raise ProviderDown(
            "The provider's answer could not be read.", detail=str(exc), maybe_billed=True
        ) from exc
