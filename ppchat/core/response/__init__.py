"""The state of an answer after event n, and how it ended."""
