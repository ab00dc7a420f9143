"""Types of events that do several things at once."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.joined_types import JoinedTypes
from ppchat.core.dialects.vocabulary import EventType, Family

TYPES = JoinedTypes(
    "x.",
    (
        EventType("x.text", Family.TEXT, "Text.", grows="text"),
        EventType("x.call", Family.TOOL, "A call.", grows="arguments"),
        EventType("x.end", Family.LIFECYCLE, "The end.", response_status="completed"),
        EventType("error", Family.ERROR, "An error."),
    ),
)


def test_a_joined_type_has_what_its_parts_have() -> None:
    joined = TYPES["x.call+text+end"]
    assert (joined.family, joined.grows) == (Family.TOOL, "text")
    assert (joined.meaning, joined.response_status) == ("A call. Text. The end.", "completed")
    assert TYPES["x.text+error"].family is Family.ERROR
    assert list(TYPES) == ["x.text", "x.call", "x.end", "error"]


@pytest.mark.parametrize("name", ["x.poem", "x.text+poem", "x.text+text", "text+end", "+"])
def test_other_names_are_unknown(name: str) -> None:
    assert name not in TYPES
