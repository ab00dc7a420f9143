"""What an output item of the Responses API looks like, as lines."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.faces.item_face import item_sections
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.response.response import OutputItem


def face(data: dict[str, Any]) -> list[str]:
    """The sections of a complete item: title and text; a `!` begins those that failed."""
    item = OutputItem(0, data["type"], data=data)
    return [
        f"{'!' if section.failed else ''}{section.title}: {section.text}".removesuffix(": ")
        for section in item_sections(item, RESPONSES)
    ]
