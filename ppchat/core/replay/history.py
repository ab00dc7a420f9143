"""The responses that were replayed, for requests that go on from them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, NamedTuple

from ppchat.core.dialects.replay.input_items import InputItem
from ppchat.core.replay.input_digest import InputDigest, digest_input
from ppchat.core.replay.template import ReplayIdentity, ResponseTemplate

_RETAINED: Final = 1024
"""Responses that are remembered."""


class _Replayed(NamedTuple):
    template: ResponseTemplate
    new_ids: Mapping[str, str]
    digest: InputDigest
    """The conversation up to its request."""

    def answer_items(self) -> list[InputItem]:
        """What it added to the conversation, with the ids that its client knows."""
        return [
            item._replace(
                item_id=self.new_ids.get(item.item_id, item.item_id),
                call_id=self.new_ids.get(item.call_id, item.call_id),
            )
            for item in self.template.answer_items
        ]


class ReplayHistory:
    """The responses of the past, by the ids that clients know of them."""

    def __init__(self) -> None:
        self._replayed: OrderedDict[str, _Replayed] = OrderedDict()
        self._recorded_ids: dict[str, tuple[str, str]] = {}
        """The id of the response and the recorded id, by each id that a client knows."""

    def remember(self, replay: ReplayIdentity, digest: InputDigest) -> None:
        """Add a response to a request with this digest."""
        self._replayed[replay.response_id] = _Replayed(replay.template, replay.new_ids, digest)
        for recorded, new in replay.new_ids.items():
            self._recorded_ids[new] = replay.response_id, recorded
        while len(self._replayed) > _RETAINED:
            _, forgotten = self._replayed.popitem(last=False)
            for new in forgotten.new_ids.values():
                self._recorded_ids.pop(new, None)

    def recorded_id(self, client_id: str) -> str:
        """The id in the recording that was replaced by this one; itself if none was."""
        return self._recorded_ids.get(client_id, ("", client_id))[1]

    def digest_after(self, response_id: str) -> InputDigest | None:
        """The conversation up to and with a response; None if there was none of that id."""
        replayed = self._replayed.get(response_id)
        return digest_input(replayed.answer_items(), replayed.digest) if replayed else None

    def item(self, item_id: str) -> InputItem | None:
        """The item that a client knows by an id; None if there was none."""
        response_id, _ = self._recorded_ids.get(item_id, ("", ""))
        replayed = self._replayed.get(response_id)
        items = replayed.answer_items() if replayed else []
        return next((item for item in items if item.item_id == item_id), None)
