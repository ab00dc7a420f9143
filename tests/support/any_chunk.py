"""Chunks of every shape: sound ones, and ones with any value in any place."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.stream.event import Event

_INDICES: Final = st.sampled_from([0, 0, 0, 1, 2, -1, 2**16, 2**40, True, "0", None, 1.0])
_WORDS: Final[st.SearchStrategy[Any]] = st.sampled_from(["", "a", "b", None, 7, [], {}])
_TEXTS: Final = st.sampled_from(["a", "b", "{", "", None])
ODDITIES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["index", "delta", "message", "error", "text", "name", "usage"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)


def _objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects with any of these fields, each sound or, now and then, not."""
    optional = {name: st.one_of(field, field, field, ODDITIES) for name, field in fields.items()}
    return st.fixed_dictionaries({}, optional=optional)


_FUNCTIONS: Final = _objects(name=_WORDS, arguments=_TEXTS)
_CALLS: Final = _objects(
    index=_INDICES, id=_WORDS, function=_FUNCTIONS, custom=_objects(name=_WORDS, input=_TEXTS)
)
_DETAILS: Final = _objects(
    type=st.sampled_from(["reasoning.text", "reasoning.summary", "reasoning.encrypted"]),
    text=_TEXTS,
    summary=_TEXTS,
    data=_TEXTS,
    signature=_TEXTS,
)
_DELTAS: Final = _objects(
    role=_WORDS,
    content=_TEXTS | st.lists(_objects(text=_TEXTS, thinking=_TEXTS), max_size=2),
    refusal=_TEXTS,
    reasoning_content=_TEXTS,
    reasoning=_TEXTS,
    reasoning_details=st.lists(_DETAILS, max_size=2),
    tool_calls=st.lists(_CALLS, max_size=2),
    function_call=_FUNCTIONS,
    audio=_objects(transcript=_TEXTS, data=_TEXTS),
    images=st.lists(_objects(index=_INDICES, image_url=_objects(url=_WORDS)), max_size=2),
    annotations=st.lists(_objects(url=_WORDS), max_size=2),
)
_CHOICES: Final = _objects(
    index=_INDICES,
    delta=_DELTAS,
    message=_DELTAS,
    finish_reason=st.sampled_from(["stop", "length", "tool_calls", "error", "", None]),
    usage=ODDITIES,
    error=ODDITIES,
)
_PLAIN: Final = st.builds(
    lambda field, text, index: {"choices": [{"index": index, "delta": {field: text}}]},
    st.sampled_from(["content", "reasoning_content", "reasoning", "refusal"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([0, 1]),
)
_CALL_PIECES: Final = st.builds(
    lambda text, index: {
        "choices": [{"index": 0, "delta": {"tool_calls": [{"index": index, **text}]}}]
    },
    st.sampled_from(
        [
            {"function": {"arguments": "{"}},
            {"function": {"arguments": "}"}},
            {"id": "x", "function": {"name": "f", "arguments": ""}},
            {"id": "y", "function": {"name": "f", "arguments": "1"}},
        ]
    ),
    st.sampled_from([0, 1]),
)
CHUNKS: Final = st.one_of(
    _PLAIN,
    _CALL_PIECES,
    _objects(
        id=_WORDS,
        object=st.sampled_from(["chat.completion.chunk", "chat.completion", "error", ""]),
        created=ODDITIES,
        model=_WORDS,
        choices=st.lists(_CHOICES, max_size=3),
        usage=_objects(prompt_tokens=_INDICES, completion_tokens=_INDICES),
        error=_objects(message=_WORDS, code=_WORDS),
        x_groq=_objects(usage=ODDITIES, error=ODDITIES),
        citations=st.lists(_WORDS, max_size=2),
    ),
)
"""The data of one event."""


def make_chunk(n: int, data: dict[str, Any]) -> Event:
    """The event with this data, typed as a parser does."""
    kind = CHAT_COMPLETIONS.type_of(data) or "?"
    return Event(n, n, kind, data, "", CHAT_COMPLETIONS.delta_text(kind, data))
