"""What an output item looks like, from its dialect's table: a heading and what stands beneath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.faces.tool_output import json_block
from ppchat.core.response.block import Block
from ppchat.core.response.response import ContentPart, OutputItem
from ppchat.core.text.json_fields import string
from ppchat.core.text.rope import Rope


class Section(NamedTuple):
    """One thing that an item shows: a part as it grows, or a block of what is complete."""

    key: str
    """Distinct within the item, and the same while its text grows."""
    text: Rope
    title: str = ""
    """Foreign, raw."""
    language: str = ""
    is_first: bool = False
    """Whether its title is the heading of the item."""
    part: ContentPart | None = None
    image: str = ""
    """The source of an image, whose text describes it."""
    failed: bool = False


def item_heading(item: OutputItem, dialect: Dialect) -> str:
    """The heading of an item: what it is, and what it is about; foreign, raw."""
    known = dialect.item_types.get(item.type)
    title = (known.title if known else "") or item.type.replace("_", " ") or "item"
    description = item_description(item, dialect)
    return f"{title} · {description}" if description else title


def item_description(item: OutputItem, dialect: Dialect) -> str:
    """What an item says of itself in its heading; foreign, raw; may be empty."""
    known = dialect.item_types.get(item.type)
    data = item.data or {}
    return known.describe(data) if known else string(data, "name")


def item_sections(item: OutputItem, dialect: Dialect) -> Iterator[Section]:
    """What an item shows, with its heading above the first of it."""
    known = dialect.item_types.get(item.type)
    data = item.data or {}
    blocks = list(known.body(data)) if known else [json_block(data)] if data else []
    parts = [part for part in item.parts if part.text]
    if known and known.replaced_kind and blocks:
        if item.open and parts:
            blocks = []
        else:
            parts = [part for part in parts if part.kind != known.replaced_kind]
    sections = [_of_part(part, n, dialect) for n, part in enumerate(parts)]
    sections += [_of_block(block, n) for n, block in enumerate(blocks)]
    heading = item_heading(item, dialect)
    first = Section("tool", Rope(), language="json")
    if sections and not sections[0].title and not sections[0].image:
        first = sections.pop(0)
    yield first._replace(title=heading, is_first=True)
    for section in sections:
        yield section if section.title else section._replace(title=_untitled(section))


def _untitled(section: Section) -> str:
    return "image" if section.image else "more"


def _of_part(part: ContentPart, number: int, dialect: Dialect) -> Section:
    kind = dialect.part_kinds.get(part.kind)
    language = kind.language if kind else "text"
    title = f"{part.kind} {number + 1}" if number else ""
    return Section(f"{part.kind}{part.part_index}", part.text, title, language, part=part)


def _of_block(block: Block, number: int) -> Section:
    return Section(
        f"block{number}",
        Rope(block.text),
        block.heading,
        block.language,
        image=block.image,
        failed=block.failed,
    )
