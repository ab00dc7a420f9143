"""What kind of recording a file is, found from how it begins."""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import Final

from ppchat.core.formats.jsonl import FormatError

HEAD: Final = 64 * 1024
"""Bytes of the beginning that are looked at."""


class Kind(Enum):
    """A kind of file; the value is its name in a sentence."""

    JSONL = "a recording of ppchat"
    EVENT_LINES = "JSON events, a line each"
    SSE = "an event stream"
    HAR = "an HTTP archive"
    CASSETTE = "a cassette of vcrpy"
    JSON_CASSETTE = "a cassette of vcrpy, as JSON"


_FIELD: Final = re.compile(rb"(?:event|data|id|retry)(?::|[\r\n])|:")
_HAR: Final = re.compile(rb'\s*\{\s*"log"\s*:')
_JSON_CASSETTE: Final = re.compile(rb'\s*\{(?:\s*"version"\s*:\s*\d+\s*,)?\s*"interactions"\s*:')
_CASSETTE: Final = re.compile(rb"(?:\A|\n)interactions:[ \t]*(?:\r?\n|\[)")
_FIRST_KEY: Final = re.compile(rb'\{\s*"(?:type|response|item|sequence_number|output_index)"\s*:')
_OWN: Final = re.compile(rb'\{\s*"ppchat"\s*:')


def kind(head: bytes) -> Kind:
    """The kind of a file that begins so. Raises FormatError where it is none that is known."""
    head = head[:HEAD]
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if not text:
        raise FormatError("it is empty")
    if _OWN.match(text):
        return Kind.JSONL
    if _HAR.match(text):
        return Kind.HAR
    if _JSON_CASSETTE.match(text):
        return Kind.JSON_CASSETTE
    if text.startswith(b"{"):
        if _is_event(text):
            return Kind.EVENT_LINES
    elif _FIELD.match(text):
        return Kind.SSE
    elif _CASSETTE.search(head) and b"\0" not in head:
        return Kind.CASSETTE
    raise FormatError("it is no recording of any known kind")


def _is_event(text: bytes) -> bool:
    line, newline, _ = text.partition(b"\n")
    if not newline and len(text) >= HEAD - 4:
        return _FIRST_KEY.match(line) is not None  # too long a line to be read here
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return b'"type"' in line and bool(newline)
    return isinstance(data, dict) and "type" in data
