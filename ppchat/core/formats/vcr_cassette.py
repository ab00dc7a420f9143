"""Parsed cassettes of vcrpy, go-vcr and Ruby's VCR → recorded streams."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from ppchat.core.formats.http_exchange import RecordedExchange, stream_from_exchange
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.text.json_fields import mapping, string


def cassette_streams(cassette: object) -> Iterator[RecordedStream]:
    """The event streams of a cassette. Raises FormatError if it is not a cassette."""
    interactions = None
    if isinstance(cassette, dict):
        interactions = cassette.get("interactions", cassette.get("http_interactions"))
    if not isinstance(interactions, list):
        raise FormatError("not a cassette: no interactions")
    for interaction in interactions:
        if isinstance(interaction, dict):
            stream = _stream(interaction)
            if stream is not None:
                yield stream


def _stream(interaction: Mapping[str, Any]) -> RecordedStream | None:
    request, response = mapping(interaction, "request"), mapping(interaction, "response")
    if not request and not response:
        return None
    exchange = RecordedExchange(
        string(request, "uri") or string(request, "url"),
        _status(response),
        _headers(mapping(response, "headers")),
        _body(response.get("body")),
        method=string(request, "method") or "POST",
        request_body=_body(request.get("body")) or request.get("parsed_body"),
        started_at=_started_at(string(interaction, "recorded_at")),
        untimed="a cassette keeps none",
    )
    return stream_from_exchange(exchange)


def _status(response: Mapping[str, Any]) -> int:
    """The status: of vcrpy and Ruby's VCR `status: {code: 200}`, of go-vcr `code: 200`."""
    status = mapping(response, "status").get("code", response.get("code"))
    return status if type(status) is int else 200


def _started_at(recorded_at: str) -> str:
    try:
        return parsedate_to_datetime(recorded_at).isoformat()
    except ValueError:
        return ""


def _headers(fields: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, values in fields.items():
        first = values[0] if isinstance(values, list) and values else values
        if isinstance(first, str):
            headers[str(name).lower()] = first
    return headers


def _body(value: object) -> bytes:
    """A body: a text, bytes, or an object with either under `string`, or Base64 (Ruby's VCR)."""
    if isinstance(value, dict):
        encoded = value.get("base64_string")
        if encoded is None:
            return _body(value.get("string"))
        try:
            return b64decode(_body(encoded))
        except ValueError:
            raise FormatError("malformed cassette: a body is not valid Base64") from None
    if isinstance(value, bytes):
        return value
    return value.encode(errors="replace") if isinstance(value, str) else b""
