"""The ids of a stream of Responses."""

from __future__ import annotations

from ppchat.core.dialects.responses.replay.traits import REPLAY


def test_the_ids_are_those_of_the_response_its_items_and_calls() -> None:
    item = {"id": "fc_1", "call_id": "call_1"}
    added = {"type": "response.output_item.added", "item": item}
    assert list(REPLAY.ids({"response": {"id": "resp_1"}})) == ["resp_1"]
    assert [name for name in REPLAY.ids(added) if name] == ["fc_1", "call_1"]
    assert not any(REPLAY.ids(added | {"type": "response.output_item.done"}))
