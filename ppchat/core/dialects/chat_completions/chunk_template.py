"""A fast path for the chunks of a stream, which differ in a piece of text alone.

What stands before and after that text is parsed once; a later chunk with the same bytes around
another text has the same data but for that text, and for the padding that OpenAI adds at its end.
Where each chunk differs elsewhere too, a stream is soon left to the parser.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from ppchat.core.response.response import JsonObject
from ppchat.core.stream.sse import plain_data

_BEFORE: Final = b'"delta":{"content":"'
_PADDING: Final = "obfuscation"
_BEFORE_PADDING: Final = f',"{_PADDING}":"'.encode()
_AFTER_PADDING: Final = b"}\n\n"
_MAX_TEMPLATES: Final = 64
_MAX_SIZE: Final = 4096
"""Bytes of the largest frame that is read here, so that templates stay small."""
_MAX_MISSES: Final = 8
"""Chunks in a row with another end after which the template of a stream is given up."""
_AMBIGUOUS: Final = (b'"delta"', b'"content"', b'"choices"')
"""Keys that would replace, after the text, what stands before it."""


class _Template:
    """A chunk whose text another may replace."""

    __slots__ = ("choice", "data", "is_padded", "misses", "tail")

    def __init__(self) -> None:
        self.tail: bytes | None = None
        """What follows the text; None if there is no template."""
        self.data: JsonObject = {}
        self.choice: JsonObject = {}
        self.misses = 0
        self.is_padded = False
        """Whether padding of any length follows the tail."""


class ChunkTemplates:
    """The templates of the streams that are read, by what stands before the text."""

    def __init__(self, type_of: Callable[[JsonObject], str]) -> None:
        self._type_of = type_of
        self._by_head: dict[bytes, _Template] = {}

    def read(self, raw: bytes) -> tuple[str, JsonObject, str] | None:
        """The type, the data and the text of a frame for which there is a template."""
        head, separator, rest = raw.partition(_BEFORE)
        if not separator or len(raw) > _MAX_SIZE:
            return None
        written, _, tail = rest.partition(b'"')
        if b"\\" in written:
            return None
        tail, is_padded, rest = tail.partition(_BEFORE_PADDING)
        padding, _, end = rest.partition(b'"')
        if is_padded and end != _AFTER_PADDING:
            return None
        template = self._by_head.get(head)
        if template is None or template.tail != tail or template.is_padded != bool(is_padded):
            self._learn(template, head, tail, raw)
            return None
        try:
            text = written.decode()
            pad = padding.decode()
        except UnicodeDecodeError:
            return None
        if not text or not text.isprintable():  # JSON has no control characters
            return None
        template.misses = 0
        choice = {**template.choice, "delta": {"content": text}}
        data = {**template.data, "choices": [choice]}
        if is_padded:
            if not pad.isalnum():
                return None
            data[_PADDING] = pad
        return "chunk.content", data, text

    def _learn(self, template: _Template | None, head: bytes, tail: bytes, raw: bytes) -> None:
        if template is None:
            if len(self._by_head) >= _MAX_TEMPLATES:
                self._by_head.clear()
            template = self._by_head[head] = _Template()
        template.misses += 1
        template.tail = None
        if template.misses > _MAX_MISSES:
            return
        data = self._parse(raw)
        if data is None or any(key in tail for key in _AMBIGUOUS):
            return
        new = _Template()
        new.data, new.choice, new.tail = data, data["choices"][0], tail
        new.misses, new.is_padded = template.misses, _PADDING in data
        self._by_head[head] = new

    def _parse(self, raw: bytes) -> JsonObject | None:
        """The data of a chunk that adds a piece of text, and nothing else."""
        plain: Any = plain_data(raw)
        try:
            data = json.loads(plain) if plain is not None else None
        except (ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or self._type_of(data) != "chunk.content":
            return None
        choices = data["choices"]
        is_single = len(choices) == 1 and list(choices[0]["delta"]) == ["content"]
        return data if is_single and isinstance(choices[0]["delta"]["content"], str) else None
