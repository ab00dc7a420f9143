"""The kinds of content parts."""

from __future__ import annotations

from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.part_fields import CONTENT_TYPES, PART_KINDS


def test_each_kind_grows_and_has_its_place() -> None:
    growing = {known.grows for known in EVENT_TYPES.values() if known.grows}
    assert growing | {item_type.part_kind for item_type in ITEM_TYPES.values()} - {""} == set(
        PART_KINDS
    )
    assert {kind for kind, _ in CONTENT_TYPES.values()} <= set(PART_KINDS)
    assert all(kind.index_field.endswith("_index") for kind in PART_KINDS.values())
