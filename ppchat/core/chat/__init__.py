"""The tree of turns, and when a request is retried."""
