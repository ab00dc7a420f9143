"""What is no stream that can be read: by which signs protocols, pages and errors are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ppchat.core.stream.error_body import parse_error_body, parse_error_object
from ppchat.core.stream.signals import Problem
from ppchat.core.text.json_fields import mapping, string
from ppchat.core.text.json_text import parse_json

_Data = Mapping[str, Any]
_EXAMINED: Final = 64
"""Events with data after which a stream that shows no sign is taken as what it should be."""
FOREIGN_ADVICE: Final = (
    "Check the base URL, which usually ends in /v1, and that the server has the API asked for."
)
_JSON_ERROR: Final = "a JSON error"
NOT_A_STREAM: Final = "not a stream"
"""The kind of the problem with a body that is something else."""

_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
    b"\x78\x01": "zlib",
    b"\x78\x9c": "zlib",
    b"\x78\xda": "zlib",
}
_HTML: Final = re.compile(
    rb"\s*+(?>(?:<!--.*?-->\s*+)*)<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"\s*<\?xml\b")

_MESSAGES_TYPES: Final = frozenset(
    {
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    }
)
_MESSAGES_ERRORS: Final = frozenset(
    {
        "api_error",
        "authentication_error",
        "billing_error",
        "not_found_error",
        "overloaded_error",
        "permission_error",
        "rate_limit_error",
        "request_too_large",
        "timeout_error",
    }
)
_EVENT_KEYS: Final = frozenset({"type", "log", "interactions", "ppchat"})
_COHERE_TYPES: Final = frozenset({"message-start", "content-start", "content-delta", "message-end"})
_CONVERSE_KEYS: Final = frozenset({"messageStart", "contentBlockDelta", "messageStop"})


def is_chat(data: Mapping[str, Any]) -> bool:
    """Whether an event with this data can be of Chat Completions alone."""
    kind = data.get("object")
    if isinstance(kind, str) and kind.startswith("chat.completion"):
        return True
    return isinstance(data.get("choices"), list) and kind != "text_completion"


def is_messages(data: Mapping[str, Any]) -> bool:
    """Whether an event with this data can be of Anthropic's Messages alone."""
    kind = string(data, "type")
    if kind == "error":
        error = mapping(data, "error")
        is_theirs = string(error, "type") in _MESSAGES_ERRORS or "request_id" in data
        return is_theirs and "code" not in error
    return kind in _MESSAGES_TYPES or (kind == "message" and "stop_reason" in data)


def is_ollama(data: Mapping[str, Any]) -> bool:
    """Whether an event with this data can be of Ollama's own protocol alone."""
    answer = data.get("message", data.get("response"))
    return isinstance(data.get("done"), bool) and isinstance(answer, dict | str)


def _is_gemini(data: _Data) -> bool:
    return isinstance(data.get("candidates"), list) or "promptFeedback" in data


def _type_begins(*prefixes: str) -> Callable[[_Data], bool]:
    def test(data: _Data) -> bool:
        kind = data.get("type")
        return isinstance(kind, str) and kind.startswith(prefixes)

    return test


def _is_assistants(data: _Data) -> bool:
    kind = data.get("object")
    return isinstance(kind, str) and kind.startswith("thread.")


_Signs = tuple[tuple[str, Callable[[_Data], bool]], ...]

_READ: Final[_Signs] = (
    ("Responses", _type_begins("response.")),
    ("Chat Completions", is_chat),
    ("Messages", is_messages),
    ("Ollama", is_ollama),
)
"""The protocols that are read, each with a test of the data of an event."""
READ_PROTOCOLS: Final = tuple(name for name, _ in _READ)
_FOREIGN: Final[_Signs] = (
    ("Completions (legacy)", lambda data: data.get("object") == "text_completion"),
    ("Anthropic's Text Completions (legacy)", _type_begins("completion")),
    ("Gemini's generateContent", _is_gemini),
    ("OpenAI's Realtime API", _type_begins("session.", "conversation.", "input_audio_buffer.")),
    ("OpenAI's Assistants API", _is_assistants),
    ("Cohere's Chat", lambda data: string(data, "type") in _COHERE_TYPES or "event_type" in data),
    ("Bedrock's Converse", lambda data: not _CONVERSE_KEYS.isdisjoint(data)),
)


def name_protocol(data: _Data) -> str:
    """The protocol to which an event with this data belongs; empty if it shows none."""
    return _first_match((*_READ, *_FOREIGN), data)


def _first_match(signs: _Signs, data: _Data) -> str:
    return next((name for name, matches in signs if matches(data)), "")


class ProtocolSniffer:
    """Whether a stream is of a protocol that is not read, by the data of its events in order."""

    __slots__ = ("_left", "error", "protocol")

    def __init__(self) -> None:
        self.protocol = ""
        """Empty unless another protocol shows."""
        self.error = ""
        """The error that such a stream reports, in one line; foreign."""
        self._left = _EXAMINED

    @property
    def is_done(self) -> bool:
        """Whether no further event can change the result."""
        return not self._left

    def feed(self, data: _Data, *, is_own: bool) -> None:
        """Examine one more event; `is_own` if its type is one of the expected protocol's."""
        if self.is_done:
            return
        if is_own and not self.protocol:
            self._left, self.error = 0, ""
            return
        self._left -= 1
        self.protocol = self.protocol or _first_match(_FOREIGN, data)
        if not self.protocol and "type" not in data and _error_text(data):
            self.protocol = _JSON_ERROR
        if self.protocol:
            self._left = max(1, self._left)  # its error may come at any time
        if not self.error:
            self.error = _error_text(data)

    @property
    def sentence(self) -> str:
        """What the stream is instead of a known one, in one line; empty if it is not foreign."""
        return _sentence(self.protocol, self.error)


def _sentence(protocol: str, error: str) -> str:
    if not protocol:
        return ""
    detail = f": {error.rstrip('.')}" if error else ""
    if protocol == _JSON_ERROR:
        return f"This is {protocol}, not a stream{detail}."
    *names, last = READ_PROTOCOLS
    return f"This is {protocol}{detail}; what can be read is {', '.join(names)} and {last}."


def _error_text(data: _Data) -> str:
    if not isinstance(data.get("error"), dict | str):
        return ""
    message, code = parse_error_object(data)
    return f"{message} ({code})" if message and code else message or code


def describe_protocol(body: bytes) -> str:
    """The protocol of a body of JSON, whole or one text per line, in one line; empty if none."""
    sniffer = ProtocolSniffer()
    for data in _objects(body):
        sniffer.feed(data, is_own=False)
    return sniffer.sentence


def compressed_format(head: bytes) -> str:
    """The format of compressed bytes that begin with `head`; empty if they are not compressed."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


def describe_body(body: bytes) -> str:
    """What the start of a body that is no event stream is, in one line; empty if unknown."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    if name := compressed_format(body):
        return f"This is compressed data ({name}), not a stream."
    if _HTML.match(body) or _XML.match(body):
        page = "an HTML page" if _HTML.match(body) else "an XML document"
        message, _ = parse_error_body(body)
        detail = f": {message.rstrip('.')}" if message else ""
        return f"This is {page}, not a stream{detail}."
    first = next(iter(_objects(body)), None)
    if first is not None and (answer := _whole_answer(first)):
        return f"This is a whole {answer}, not its stream: it was requested without `stream`."
    if sentence := describe_protocol(body):
        return sentence
    if first and (protocol := name_protocol(first)):
        return f"This is JSON of {protocol}, not a stream."
    message = parse_error_object(first)[0] if first and not first.keys() & _EVENT_KEYS else ""
    return _sentence(_JSON_ERROR, message) if message else ""


def _whole_answer(data: _Data) -> str:
    """What a server calls the answer that it did not stream; empty if the data is none."""
    kind = string(data, "object")
    if kind == "response":
        return "Response"
    if kind == "chat.completion":
        return "chat completion"
    return "Message" if data.get("type") == "message" and "stop_reason" in data else ""


def foreign_problem(sentence: str) -> Problem:
    """The problem with a body that is what `sentence` says instead of a stream."""
    return Problem(NOT_A_STREAM, sentence, FOREIGN_ADVICE)


def _objects(body: bytes) -> list[_Data]:
    """The JSON objects of a body: a whole text, the elements of an array, or one per line."""
    text = body.decode(errors="replace").lstrip("\ufeff \r\n\t")
    if not text.startswith(("{", "[")):
        return []
    try:
        values = parse_json(text)
    except ValueError:
        values = _line_values(text)
    if not isinstance(values, list):
        values = [values]
    return [value for value in values if isinstance(value, dict)]


def _line_values(text: str) -> list[Any]:
    values = []
    for line in text.splitlines():
        try:
            values.append(parse_json(line.lstrip("[, ").rstrip(", ")))
        except ValueError:
            break
    return values
