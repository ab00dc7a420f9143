"""A response with one thing changed."""

from __future__ import annotations

from ppchat.core.response.response import EMPTY_RESPONSE, ENTRY_LIMIT, OutputItem
from ppchat.core.response.updates import position_of, with_appended, with_item

FIRST, SECOND = OutputItem(1, "message"), OutputItem(4, "message")


def test_items_are_in_the_order_of_their_index() -> None:
    response = with_item(with_item(EMPTY_RESPONSE, -1, SECOND), -1, FIRST)
    assert response.items == (FIRST, SECOND)
    assert [position_of(response, index) for index in (1, 4, 2)] == [0, 1, -1]
    changed = SECOND._replace(status="completed")
    assert with_item(response, 1, changed).items == (FIRST, changed)


def test_items_beyond_the_limit_are_ignored() -> None:
    full = EMPTY_RESPONSE._replace(items=(FIRST,) * ENTRY_LIMIT)
    assert with_item(full, -1, SECOND) is full


def test_a_text_grows_its_part() -> None:
    item = with_appended(FIRST, "text", 0, "a")
    item = with_appended(item, "text", 1, "b")
    item = with_appended(item, "text", 0, "c")
    assert [(part.part_index, str(part.text)) for part in item.parts] == [(0, "ac"), (1, "b")]


def test_parts_beyond_the_limit_are_ignored() -> None:
    full = FIRST._replace(parts=with_appended(FIRST, "text", 0, "a").parts * ENTRY_LIMIT)
    assert with_appended(full, "text", 7, "a") is full
