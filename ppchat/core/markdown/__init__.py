"""Markdown text → leaves, incrementally: which are closed, which are the open tail."""

from ppchat.core.markdown.document import Document
from ppchat.core.markdown.leaf import Container, Item, Kind, Leaf, Quote
from ppchat.core.markdown.open_markup import is_balanced, mended

__all__ = ["Container", "Document", "Item", "Kind", "Leaf", "Quote", "is_balanced", "mended"]
