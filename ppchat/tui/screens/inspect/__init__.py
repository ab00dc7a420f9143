"""The inspector: every event, its time, and the text at that event."""
