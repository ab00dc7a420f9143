"""Cassettes of vcrpy, once they were parsed → tapes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.formats.http_exchange import described, exchanged_tape
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import Tape
from ppchat.core.security.redact import masked_headers
from ppchat.core.stream.signals import Opened
from ppchat.core.text.json_fields import mapping, string

_INFLATED_LIMIT: Final = 256 * 1024 * 1024


def tapes(cassette: object) -> Iterator[Tape]:
    """The event streams of a cassette. Raises FormatError where it is none."""
    interactions = cassette.get("interactions") if isinstance(cassette, dict) else None
    if not isinstance(interactions, list):
        raise FormatError("not a cassette: it has no interactions")
    for interaction in interactions:
        if isinstance(interaction, dict):
            yield from _tape(interaction)


def _tape(interaction: Mapping[str, Any]) -> Iterator[Tape]:
    request, response = mapping(interaction, "request"), mapping(interaction, "response")
    headers = _headers(mapping(response, "headers"))
    body = _bytes(mapping(response, "body").get("string"))
    if not headers.get("content-type", "").startswith("text/event-stream"):
        return
    if body.startswith(b"\x1f\x8b"):
        body = _inflated(body)
    status = mapping(response, "status").get("code")
    asked = described(string(request, "uri"), request.get("body") or request.get("parsed_body"))
    opened = Opened(0, status if type(status) is int else 200, masked_headers(headers))
    yield exchanged_tape(asked, "", opened, body)


def _inflated(body: bytes) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    try:
        data = stream.decompress(body, _INFLATED_LIMIT)
    except zlib.error:
        raise FormatError("not a cassette: a body that can't be decompressed") from None
    if stream.unconsumed_tail:
        raise FormatError(f"a body of more than {_INFLATED_LIMIT:,} bytes")
    return data


def _headers(named: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, values in named.items():
        first = values[0] if isinstance(values, list) and values else values
        if isinstance(first, str):
            found[str(name).lower()] = first
    return found


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode(errors="replace") if isinstance(value, str) else b""
