"""Markdown and code as HTML, by the parsers of others."""
