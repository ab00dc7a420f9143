"""The list of events and the timeline."""
