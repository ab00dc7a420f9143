"""The dialogs about tools: which are on, and what becomes of a call."""
