"""Parsed vcrpy cassettes → recorded streams."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.formats.http_exchange import parse_request, stream_from_exchange
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.security.redact import redact_headers
from ppchat.core.stream.signals import Opened
from ppchat.core.text.json_fields import mapping, string

_DECOMPRESSED_LIMIT: Final = 256 * 1024 * 1024


def cassette_streams(cassette: object) -> Iterator[RecordedStream]:
    """The event streams of a cassette. Raises FormatError if it is not a cassette."""
    interactions = cassette.get("interactions") if isinstance(cassette, dict) else None
    if not isinstance(interactions, list):
        raise FormatError("not a cassette: no interactions")
    for interaction in interactions:
        if isinstance(interaction, dict):
            yield from _interaction_streams(interaction)


def _interaction_streams(interaction: Mapping[str, Any]) -> Iterator[RecordedStream]:
    request, response = mapping(interaction, "request"), mapping(interaction, "response")
    headers = _headers(mapping(response, "headers"))
    body = _to_bytes(mapping(response, "body").get("string"))
    if not headers.get("content-type", "").startswith("text/event-stream"):
        return
    if body.startswith(b"\x1f\x8b"):
        body = _decompress(body)
    status = mapping(response, "status").get("code")
    recorded_request = parse_request(
        string(request, "uri"), request.get("body") or request.get("parsed_body")
    )
    opened = Opened(0, status if type(status) is int else 200, redact_headers(headers))
    yield stream_from_exchange(recorded_request, "", opened, body)


def _decompress(body: bytes) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    try:
        data = stream.decompress(body, _DECOMPRESSED_LIMIT)
    except zlib.error:
        raise FormatError("malformed cassette: a body cannot be decompressed") from None
    if stream.unconsumed_tail:
        raise FormatError(f"a decompressed body exceeds {_DECOMPRESSED_LIMIT:,} bytes")
    return data


def _headers(fields: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, values in fields.items():
        first = values[0] if isinstance(values, list) and values else values
        if isinstance(first, str):
            headers[str(name).lower()] = first
    return headers


def _to_bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode(errors="replace") if isinstance(value, str) else b""
