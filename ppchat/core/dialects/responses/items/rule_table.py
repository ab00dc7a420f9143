"""The rules of items and parts: the one table of their codes, severities, words and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.finding import Rule, Severity

_V, _R = Severity.VIOLATION, Severity.REMARK

ITEM_RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        # Items.
        Rule(
            "late-added",
            _V,
            "An item is added before its other events.",
            "ResponseOutputItemAddedEvent",
        ),
        Rule("added-twice", _V, "An item is added once.", "ResponseOutputItemAddedEvent"),
        Rule("never-added", _V, "Every item is added.", "ResponseOutputItemAddedEvent"),
        Rule("never-done", _V, "Every item ends.", "ResponseOutputItemDoneEvent"),
        Rule(
            "after-done", _V, "Nothing follows the end of an item.", "ResponseOutputItemDoneEvent"
        ),
        Rule(
            "item-index",
            _V,
            "Items are numbered from 0, without gaps, in the order in which they are added.",
            "ResponseOutputItemAddedEvent.output_index",
        ),
        Rule(
            "items-overlap",
            _R,
            "An item ends before a later one does.",
            "ResponseOutputItemDoneEvent",
        ),
        # Identity.
        Rule(
            "ids-change",
            _V,
            "All events about an item carry the same id.",
            "ResponseTextDeltaEvent.item_id",
        ),
        Rule("id-shared", _V, "No two items share an id.", "ResponseOutputMessage.id"),
        Rule(
            "call-id-shared",
            _V,
            "No two calls share a call id.",
            "ResponseFunctionToolCall.call_id",
        ),
        Rule(
            "item-type-changes",
            _V,
            "An item keeps its type from its beginning to the final response.",
            "ResponseOutputItem.type",
        ),
        Rule(
            "name-changes",
            _V,
            "A call keeps its name and its call id.",
            "ResponseFunctionToolCall.name",
        ),
        Rule(
            "wrong-item",
            _V,
            "Events about a type of item name an item of it.",
            "ResponseOutputItemAddedEvent.output_index",
        ),
        # Parts.
        Rule(
            "part-not-added",
            _V,
            "A part is added before its first text: the SDK of OpenAI raises IndexError otherwise.",
            "ResponseContentPartAddedEvent, SDK",
        ),
        Rule("part-added-twice", _V, "A part is added once.", "ResponseContentPartAddedEvent"),
        Rule(
            "part-index",
            _V,
            "The parts of an item are numbered from 0, without gaps.",
            "ResponseContentPartAddedEvent.content_index, SDK",
        ),
        Rule(
            "part-not-empty",
            _V,
            "A part is added empty: clients append the deltas to it.",
            "ResponseContentPartAddedEvent.part, SDK",
        ),
        Rule(
            "part-type",
            _V,
            "A part holds text of the type with which it was added.",
            "ResponseContentPartAddedEvent.part",
        ),
        Rule("part-never-done", _V, "The text of a part ends.", "ResponseTextDoneEvent"),
        Rule(
            "part-not-done",
            _V,
            "A part that was added ends.",
            "ResponseContentPartDoneEvent",
        ),
        Rule("done-twice", _V, "A part, and its text, end once.", "ResponseContentPartDoneEvent"),
        Rule(
            "part-order",
            _V,
            "The text of a part ends before the part.",
            "ResponseContentPartDoneEvent",
        ),
        Rule(
            "delta-after-done", _V, "No delta follows the end of a text.", "ResponseTextDoneEvent"
        ),
        Rule(
            "text-differs",
            _V,
            "The deltas of a part add up to its text in every later event.",
            "ResponseTextDoneEvent.text",
        ),
        Rule(
            "no-deltas", _R, "A text is streamed before it is complete.", "ResponseTextDeltaEvent"
        ),
        Rule(
            "not-streamed",
            _V,
            "A complete item holds no part that was not streamed.",
            "ResponseOutputItemDoneEvent.item",
        ),
        Rule(
            "part-missing",
            _V,
            "A complete item holds every part that was streamed.",
            "ResponseOutputItemDoneEvent.item",
        ),
        Rule(
            "annotations-differ",
            _V,
            "A complete part holds the annotations that were streamed.",
            "ResponseOutputTextAnnotationAddedEvent",
        ),
        Rule(
            "annotation-index",
            _V,
            "The annotations of a part are numbered from 0, without gaps.",
            "ResponseOutputTextAnnotationAddedEvent.annotation_index",
        ),
        # Tools.
        Rule(
            "arguments-not-json",
            _V,
            "The arguments of a call are a JSON object.",
            "ResponseFunctionToolCall.arguments",
        ),
        Rule(
            "tool-order",
            _V,
            "A tool is in progress before it works, and completed or failed last.",
            "ResponseWebSearchCallInProgressEvent",
        ),
        Rule(
            "tool-not-ended",
            _R,
            "A tool that began is completed or failed before its item ends.",
            "ResponseWebSearchCallCompletedEvent",
        ),
        Rule(
            "image-not-base64",
            _V,
            "An image is Base64.",
            "ResponseImageGenCallPartialImageEvent.partial_image_b64",
        ),
        # The final response.
        Rule("no-usage", _R, "The final response has its usage.", "ResponseUsage"),
        Rule(
            "empty-output",
            _V,
            "The final response holds the items that were streamed.",
            "Response.output",
        ),
        Rule(
            "output-count",
            _V,
            "The final response holds as many items as were streamed.",
            "Response.output",
        ),
        Rule(
            "output-order",
            _V,
            "The items of the final response stand in the order of their `output_index`.",
            "ResponseOutputItemAddedEvent.output_index",
        ),
        Rule(
            "item-differs",
            _V,
            "An item of the final response equals the complete item in the stream.",
            "ResponseOutputItemDoneEvent.item",
        ),
    )
}
"""Every rule, by the code of its findings."""
