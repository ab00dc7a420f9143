"""The conversation before each recorded request, also where one refers to another by its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, Protocol

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.replay.input_items import InputItem, InputKind
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.input_digest import EMPTY_INPUT, InputDigest, digest_after, digest_input
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import string


class KnownAnswers(Protocol):
    """Responses that a request may refer to."""

    def digest_after(self, response_id: str) -> InputDigest | None:
        """The conversation up to and with a response; None if it is unknown."""

    def item(self, item_id: str) -> InputItem | None:
        """The item of a response by its id; None if it is unknown."""


def digest_request(body: JsonObject, dialect: Dialect, *known: KnownAnswers) -> InputDigest:
    """The digest of the conversation before the answer to a request."""
    traits, start = dialect.replay, EMPTY_INPUT
    if previous_id := previous_response(body, dialect):
        digests = (answers.digest_after(previous_id) for answers in known)
        start = next((digest for digest in digests if digest), digest_after(previous_id))
    return digest_input((_resolve(item, known) for item in traits.input_items(body)), start)


def previous_response(body: JsonObject, dialect: Dialect) -> str:
    """The id of the response that a request continues; empty if it continues none."""
    return string(body, dialect.replay.previous_field)


def _resolve(item: InputItem, known: Iterable[KnownAnswers]) -> InputItem:
    if item.kind is not InputKind.REFERENCE:
        return item
    items = (answers.item(item.item_id) for answers in known)
    return next((resolved for resolved in items if resolved), item)


class RecordedInput:
    """A recording, and the conversation before it."""

    def __init__(self, recording: Recording) -> None:
        self.recording: Final = recording
        self.digest = EMPTY_INPUT
        """The conversation before it; set by `RecordedInputs`."""
        self.is_read = False

    @property
    def body(self) -> JsonObject:
        """The body of its request."""
        return self.recording.request.body

    @cached_property
    def answer_items(self) -> tuple[InputItem, ...]:
        """What it adds to the conversation, where requests can refer to it."""
        dialect = self.recording.dialect
        return tuple(dialect.replay.answer_items(dialect.response_json(self.recording)))


class RecordedInputs:
    """The recordings as answers that later requests may refer to."""

    def __init__(self, recordings: Iterable[Recording]) -> None:
        self.all: Final[Sequence[RecordedInput]] = [RecordedInput(one) for one in recordings]
        self._by_response_id = {
            one.recording.response.response_id: one
            for one in self.all
            if one.recording.dialect.replay.previous_field
        }
        for one in self.all:
            self._read(one)

    def _read(self, recorded: RecordedInput) -> None:
        """Read the conversation before a recording, and those that it continues before."""
        chain = {id(recorded): recorded}
        while True:
            dialect = recorded.recording.dialect
            previous = self._by_response_id.get(previous_response(recorded.body, dialect))
            if previous is None or previous.is_read or id(previous) in chain:
                break
            chain[id(previous)] = recorded = previous
        for one in reversed(chain.values()):
            if not one.is_read:
                one.digest = digest_request(one.body, one.recording.dialect, self)
                one.is_read = True

    def digest_after(self, response_id: str) -> InputDigest | None:
        """The conversation up to and with a recorded response; None if it is unknown."""
        recorded = self._by_response_id.get(response_id)
        if recorded is None or not recorded.is_read:
            return None
        return digest_input(recorded.answer_items, recorded.digest)

    def item(self, item_id: str) -> InputItem | None:
        """The item of a recorded response by its id; None if it is unknown."""
        return self._items.get(item_id)

    @cached_property
    def _items(self) -> dict[str, InputItem]:
        return {item.item_id: item for one in self.all for item in one.answer_items}
