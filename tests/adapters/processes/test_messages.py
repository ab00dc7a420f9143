"""Messages between the app and its reader process."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.adapters.processes.messages import (
    AskMessage,
    Message,
    MessageDecoder,
    PlainMessage,
    StopMessage,
    encode_message,
)
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame

stamps = st.integers(0, 2**62)
texts = st.text(max_size=20)
values = st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3)
problems = st.builds(
    Problem,
    texts,
    texts,
    texts,
    st.none() | st.integers(100, 599),
    texts,
    st.none() | st.floats(0, 1e6),
    st.booleans(),
)
requests = st.builds(
    Request,
    st.dictionaries(texts, values, max_size=4),
    texts,
    st.none() | st.tuples(texts, st.integers(0, 10**9)),
    texts,
    texts,
)
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Started, stamps),
    st.builds(Opened, stamps, st.integers(100, 599), st.dictionaries(texts, texts, max_size=3)),
    st.lists(st.builds(Frame, st.binary(max_size=50), stamps), max_size=5).map(
        lambda frames: Arrived(tuple(frames))
    ),
    st.builds(Ended, stamps, st.sampled_from(End), st.none() | problems),
    st.builds(AskMessage, requests, st.none() | st.builds(Secret, texts)),
    st.just(StopMessage()),
    st.just(PlainMessage()),
)


def test_images_are_sent_as_they_are() -> None:
    urls = [Attachment("a", "image/png", bytes([n] * 500)).data_url for n in range(3)]
    body = {"input": [{"content": [{"a": urls[0]}, "b", {"c": urls[1:]}, urls[0]]}], "d": 'ü"\n'}
    message = AskMessage(Request(body, "u"), None)
    assert MessageDecoder().feed(encode_message(1, message)) == [(1, message)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), messages), max_size=6),
    st.lists(st.integers(0, 2000), max_size=6),
)
def test_messages_arrive_as_sent_however_they_are_chunked(
    sent: list[tuple[int, Message]], cuts: list[int]
) -> None:
    data = b"".join(encode_message(stream, message) for stream, message in sent)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    decoder = MessageDecoder()
    received = [
        message for start, end in pairwise(edges) for message in decoder.feed(data[start:end])
    ]
    assert received == sent


def test_an_incomplete_message_is_held_back() -> None:
    data = encode_message(1, Started(5))
    decoder = MessageDecoder()
    assert decoder.feed(data[:-1]) == []
    assert decoder.feed(data[-1:]) == [(1, Started(5))]
