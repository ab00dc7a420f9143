"""A conversation up to a request in a few values, by which it is compared with others.

A digest is continued with further items, so that a request which names the response before it is
compared like one which holds the whole conversation. What clients write in their own ways does not
count: the ids of items and calls, the order of outputs, the layout of JSON, reasoning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

from ppchat.core.dialects.replay.input_items import InputItem, InputKind, json_text
from ppchat.core.text.json_text import parse_json

_BITS: Final = 128


class KnownCall(NamedTuple):
    """A call of a conversation."""

    number: int
    """Its place among the calls."""
    name: str
    """The name of the function; foreign, empty where the call was not seen."""


class InputDigest(NamedTuple):
    """A conversation up to a point."""

    messages: bytes = b""
    """Stands for all prompts, answers and calls."""
    outputs: int = 0
    """Stands for all outputs, whatever their order."""
    shape: bytes = b""
    """Stands for the prompts, the names of the functions, and where outputs are."""
    prompt: str = ""
    """The last prompt; foreign."""
    prompts: int = 0
    rounds: int = 0
    """How often outputs were given since the last prompt."""
    answered: tuple[str, ...] = ()
    """The ids of the calls whose outputs the conversation ends with."""
    calls: Mapping[str, KnownCall] = {}
    """Those calls, and the ones without an output, by their ids."""
    call_count: int = 0

    @property
    def whole(self) -> tuple[bytes, int]:
        """Stands for the whole conversation; equal for equal ones."""
        return self.messages, self.outputs

    @property
    def answered_names(self) -> tuple[str, ...]:
        """The names of the functions whose outputs the conversation ends with, sorted."""
        return tuple(sorted(self.calls[call_id].name for call_id in self.answered))


EMPTY_INPUT: Final = InputDigest()


def digest_after(response_id: str) -> InputDigest:
    """The digest of a conversation of which only the id of the last response is known."""
    return InputDigest(messages=_chain(b"", "response", response_id))


def digest_input(items: Iterable[InputItem], start: InputDigest = EMPTY_INPUT) -> InputDigest:
    """The digest of a conversation that goes on with these items."""
    reader = _Reader(start)
    for item in items:
        reader.read(item)
    return reader.digest()


class _Reader:
    """Reads a conversation item by item."""

    def __init__(self, start: InputDigest) -> None:
        self._messages = start.messages
        self._outputs = start.outputs
        self._shape = start.shape
        self._prompt = start.prompt
        self._prompts = start.prompts
        self._rounds = start.rounds
        self._answered = list(start.answered)
        self._calls = dict(start.calls)
        self._call_count = start.call_count

    def digest(self) -> InputDigest:
        """The conversation as read so far."""
        return InputDigest(
            self._messages,
            self._outputs % (1 << _BITS),
            self._shape,
            self._prompt,
            self._prompts,
            self._rounds,
            tuple(self._answered),
            self._calls,
            self._call_count,
        )

    def read(self, item: InputItem) -> None:
        """Go on with an item."""
        match item.kind:
            case InputKind.PROMPT if item.text or item.attachments:
                self._read_prompt(item)
            case InputKind.ANSWER if text := item.text.strip():
                self._messages = _chain(self._messages, "answer", text)
                self._leave_round()
            case InputKind.CALL:
                self._read_call(item)
            case InputKind.OUTPUT:
                self._read_output(item)

    def _read_prompt(self, item: InputItem) -> None:
        text = item.text.strip()
        self._messages = _chain(self._messages, "prompt", text, item.attachments)
        self._shape = _chain(self._shape, "prompt", text)
        self._prompt = text or self._prompt
        self._prompts += 1
        self._rounds = 0
        self._leave_round()

    def _read_call(self, item: InputItem) -> None:
        self._leave_round()
        self._add_call(item.call_id or f"#{self._call_count}", item.name)
        self._messages = _chain(self._messages, "call", item.name, _canonical(item.text) or "{}")
        self._shape = _chain(self._shape, "call", item.name)

    def _add_call(self, call_id: str, name: str) -> KnownCall:
        call = self._calls[call_id] = KnownCall(self._call_count, name)
        self._call_count += 1
        return call

    def _read_output(self, item: InputItem) -> None:
        call_id = item.call_id or self._open_call(item.name)
        call = self._calls.get(call_id) or self._add_call(call_id, item.name)
        output = _chain(b"", str(call.number), _canonical(item.text))
        self._outputs += int.from_bytes(output, "big")
        if not self._answered:
            self._shape = _chain(self._shape, "outputs")
            self._rounds += 1
        self._answered.append(call_id)

    def _open_call(self, name: str) -> str:
        """The call that an output without an id is for: the first of the name that has none."""
        return next(
            (
                call_id
                for call_id, call in self._calls.items()
                if call_id not in self._answered and name in ("", call.name)
            ),
            "",
        )

    def _leave_round(self) -> None:
        """Forget the calls whose outputs were the end so far, as nothing refers to them again."""
        for call_id in self._answered:
            self._calls.pop(call_id, None)
        self._answered.clear()


def _chain(before: bytes, *texts: str) -> bytes:
    """Stands for what `before` stands for, and then these texts."""
    state = blake2b(before, digest_size=_BITS // 8)
    for text in texts:
        data = text.encode(errors="surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.digest()


def _canonical(text: str) -> str:
    """A text without what JSON may be written with in different ways."""
    text = text.strip()
    if text.startswith(("{", "[")):
        try:
            return json_text(parse_json(text))
        except ValueError:
            return text
    return text
