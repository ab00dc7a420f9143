"""The event list and the timeline."""
