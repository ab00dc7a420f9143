"""The chart of the timeline: its window, its axis and its bars."""
