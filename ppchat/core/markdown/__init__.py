"""Markdown text → leaves, parsed incrementally as the text grows."""

from ppchat.core.markdown.document import Document
from ppchat.core.markdown.leaf import BlockQuote, Container, Leaf, LeafKind, ListItem
from ppchat.core.markdown.open_markup import close_markup, is_balanced

__all__ = [
    "BlockQuote",
    "Container",
    "Document",
    "Leaf",
    "LeafKind",
    "ListItem",
    "close_markup",
    "is_balanced",
]
