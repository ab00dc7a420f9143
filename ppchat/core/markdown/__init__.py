"""Markdown text → leaves, parsed incrementally as the text grows."""

from ppchat.core.markdown.document import Document
from ppchat.core.markdown.json_document import JSON_WINDOW, JsonDocument, begins_json
from ppchat.core.markdown.leaf import BlockQuote, Container, Leaf, LeafKind, ListItem
from ppchat.core.markdown.open_markup import close_markup, is_balanced

__all__ = [
    "JSON_WINDOW",
    "BlockQuote",
    "Container",
    "Document",
    "JsonDocument",
    "Leaf",
    "LeafKind",
    "ListItem",
    "begins_json",
    "close_markup",
    "is_balanced",
]
