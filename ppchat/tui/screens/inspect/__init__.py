"""The inspector: every event, its time, and the text as it was."""
