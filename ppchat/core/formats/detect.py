"""Detects the format of a recording from the first bytes of its file."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from ppchat.core.formats.captures.curl_trace import is_curl_trace
from ppchat.core.formats.captures.timed_lines import has_timed_lines
from ppchat.core.formats.jsonl import FormatError, is_header
from ppchat.core.stream.foreign import describe_body, name_protocol
from ppchat.core.text.json_text import parse_json

HEAD_SIZE: Final = 64 * 1024
"""Bytes at the start of a file that are examined."""


class FileFormat(Enum):
    """A file format; the value is its name in a sentence."""

    JSONL = "a ppchat recording"
    EVENT_LINES = "JSON events, one per line"
    SSE = "an event stream"
    HTTP_TEXT = "a response with its head"
    """As `curl -i` prints it."""
    CURL_VERBOSE = "the output of curl -v"
    CURL_TRACE = "a trace of curl"
    TIMED_LINES = "lines with times"
    """Any of the formats above, with the times of `ts`."""
    HAR = "an HTTP archive"
    YAML_CASSETTE = "a cassette"
    JSON_CASSETTE = "a cassette in JSON"
    FOREIGN = "something else than a stream"
    """Recognized, but no stream: a page, an error, compressed data."""


_SSE_FIELD: Final = re.compile(rb"(?:event|data|id|retry)(?::|[\r\n])|:")
_HTTP: Final = re.compile(rb"HTTP/[\d.]+ \d{3}")
_VERBOSE: Final = re.compile(rb"(?:\d\d:\d\d:\d\d\.\d{6} )?[*<>] |  % Total ")
_TRANSFER: Final = re.compile(
    rb"\* +(?:Trying |Connected to |Could not resolve )|[<>] (?:HTTP/|[A-Z]+ \S+ HTTP/)"
    rb"|\A  % Total "
)
"""What tells the notes of curl from a list."""
_HAR: Final = re.compile(rb'\s*\{\s*"log"\s*:')
_JSON_CASSETTE: Final = re.compile(
    rb'\s*\{(?:\s*"version"\s*:\s*\d+\s*,)?\s*"(?:http_)?interactions"\s*:'
)
_CASSETTE: Final = re.compile(rb"(?:\A|\n)(?:http_)?interactions:[ \t]*(?:\r?\n|\[)")
_EVENT_KEY: Final = re.compile(rb'\{\s*"(?:type|response|item|sequence_number|output_index)"\s*:')


def detect_format(head: bytes) -> FileFormat:
    """The format of a file that begins with `head`. Raises FormatError if it is unrecognized."""
    head = head[:HEAD_SIZE]
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if not text:
        raise FormatError("the input is empty")
    if is_header(text):
        return FileFormat.JSONL
    if _HAR.match(text):
        return FileFormat.HAR
    if _JSON_CASSETTE.match(text):
        return FileFormat.JSON_CASSETTE
    if text.startswith(b"{"):
        if _is_event(text):
            return FileFormat.EVENT_LINES
    elif _SSE_FIELD.match(text):
        return FileFormat.SSE
    elif _HTTP.match(text):
        return FileFormat.HTTP_TEXT
    elif is_curl_trace(text):
        return FileFormat.CURL_TRACE
    elif _VERBOSE.match(head) and _TRANSFER.search(head):
        return FileFormat.CURL_VERBOSE
    elif has_timed_lines(text):
        return FileFormat.TIMED_LINES
    elif _CASSETTE.search(head) and b"\0" not in head:
        return FileFormat.YAML_CASSETTE
    if describe_body(head):
        return FileFormat.FOREIGN
    raise FormatError("unrecognized file format")


def _is_event(text: bytes) -> bool:
    line, newline, _ = text.partition(b"\n")
    if not newline and len(text) >= HEAD_SIZE - 4:
        return _EVENT_KEY.match(line) is not None  # the line is too long to be parsed here
    try:
        data = parse_json(line)
    except ValueError:
        return b'"type"' in line and bool(newline)
    return isinstance(data, dict) and ("type" in data or name_protocol(data) != "")
