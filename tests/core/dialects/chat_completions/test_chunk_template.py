"""The fast path for chunks reads what the parser reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.chat_completions.chunk_template import ChunkTemplates
from ppchat.core.dialects.chat_completions.event_types import type_of
from ppchat.core.stream.event import Event
from tests.support.chunks import chat_recording, chunk


def encode(data: dict[str, Any], *, is_ascii: bool = False) -> bytes:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=is_ascii)
    return f"data: {text}\n\n".encode()


def read(templates: ChunkTemplates, raw: bytes) -> dict[str, Any] | None:
    """The data that the template gives for a frame."""
    result = templates.read(raw)
    return None if result is None else dict(result[1])


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.text(max_size=5) | st.sampled_from(['"', "\\", "a\nb", "\x7f", "é"]), max_size=6),
    st.dictionaries(st.sampled_from(["usage", "p", "choices", "content"]), st.none(), max_size=2),
    st.booleans(),
)
def test_a_template_gives_what_the_parser_gives(
    texts: list[str], more: dict[str, Any], is_ascii: bool
) -> None:
    templates = ChunkTemplates(type_of)
    for text in texts:
        data = {**chunk(content=text), **{f"x_{key}": value for key, value in more.items()}}
        raw = encode(data, is_ascii=is_ascii)
        assert read(templates, raw) in (None, json.loads(raw[6:]))


def test_the_second_chunk_needs_no_parser() -> None:
    templates = ChunkTemplates(type_of)
    assert templates.read(encode(chunk(content="a"))) is None
    assert templates.read(encode(chunk(content="b c"))) == (
        "chunk.content",
        chunk(content="b c"),
        "b c",
    )


@pytest.mark.parametrize(
    "raw",
    [
        b'data: {"choices":[{"index":0,"delta":{"content":"a\x01"},"finish_reason":null}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":"a\\n"},"finish_reason":null}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":"\xff"},"finish_reason":null}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":"a',
        b'data: {"choices":[{"index":0,"delta":{"content":"a","role":"b"}}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":"a"}}],"choices":[]}\n\n',
    ],
)
def test_what_is_not_certain_is_left_to_the_parser(raw: bytes) -> None:
    templates = ChunkTemplates(type_of)
    sound = b'data: {"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}]}\n\n'
    assert [read(templates, frame) for frame in (sound, raw, raw)] == [None, None, None]


def test_padding_of_random_length_gives_a_template_up() -> None:
    templates = ChunkTemplates(type_of)
    for n in range(20):
        assert read(templates, encode({**chunk(content="a"), "padding": "x" * n})) is None
    assert read(templates, encode({**chunk(content="a"), "padding": "x" * 19})) is None


def test_the_padding_of_openai_may_have_any_length() -> None:
    templates = ChunkTemplates(type_of)
    for n in range(1, 20):
        data = {**chunk(content="a"), "obfuscation": "x" * n}
        assert read(templates, encode(data)) == (data if n > 1 else None)
    assert read(templates, encode({**chunk(content="a"), "obfuscation": 'a"b'})) is None
    assert read(templates, encode({"obfuscation": "a", **chunk(content="a")})) is None


def test_many_streams_are_read_at_once() -> None:
    templates = ChunkTemplates(type_of)
    for n in range(200):
        frames = [encode({**chunk(content=text), "id": f"chatcmpl-{n}"}) for text in "ab"]
        assert [read(templates, frame) is None for frame in frames] == [True, False]


def test_events_are_the_same_whether_they_are_the_first_or_not() -> None:
    frame = encode(chunk(content="a"))
    first, second = chat_recording(frame, frame).events()
    assert first._replace(n=1, at_ns=second.at_ns) == second
    assert isinstance(second, Event)
