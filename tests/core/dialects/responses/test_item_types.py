"""The types of output items: each has a face."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

import pytest
from openai.types.responses import ResponseInputItem

from ppchat.core.dialects.faces.item_face import item_heading, item_sections
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.vocabulary import no_blocks
from ppchat.core.response.response import OutputItem
from tests.gallery.gallery import gallery
from tests.support.sdk_types import event_models, item_models, union_types

INPUT_ONLY: Final = {
    "compaction_trigger": "asks for a compaction",
    "configuration_update": "changes the settings of what follows",
    "item_reference": "stands for an item that the server stores",
}
"""Types that a client sends and no server does, each with what it is for."""
TITLED_OTHERWISE: Final = {"message", "reasoning"}
"""Types whose headings are the model's name and a duration."""
HEADING_ONLY: Final = {"compaction"}
"""Types of which nothing can be read but what the heading says."""


@pytest.mark.parametrize("name", sorted(item_models().keys() | union_types(ResponseInputItem)))
def test_each_type_that_the_sdk_knows_has_a_face(name: str) -> None:
    if name in INPUT_ONLY:
        assert name not in ITEM_TYPES
        return
    item_type = ITEM_TYPES[name]
    assert item_type.label
    assert item_type.title or name in TITLED_OTHERWISE
    has_body = item_type.body is not no_blocks or item_type.part_kind
    assert has_body or name in TITLED_OTHERWISE | HEADING_ONLY


def test_each_type_of_event_that_the_sdk_knows_has_an_entry() -> None:
    assert {name for name in event_models() if not EVENT_TYPES[name].meaning} == set()


def test_lanes_of_different_types_have_different_names() -> None:
    labels = [item_type.label for item_type in ITEM_TYPES.values()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 15


BAD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    10**400,
    float("nan"),
    "x",
    "",
    [],
    [None, 7, "x", {}],
    {},
)


def damaged(value: Any) -> Iterator[Any]:
    """Copies of a JSON value with one value in it replaced."""
    yield from BAD_VALUES
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            for bad in damaged(value[key]):
                copy = value.copy()
                copy[key] = deepcopy(bad)
                yield copy


@pytest.mark.parametrize("name", gallery())
def test_no_damage_makes_a_face_raise(name: str) -> None:
    for item in gallery()[name].response.items:
        for data in damaged(dict(item.data or {})):
            if isinstance(data, dict):
                broken = OutputItem(0, item.type, data=data, parts=item.parts)
                assert item_heading(broken, RESPONSES)
                assert list(item_sections(broken, RESPONSES))
