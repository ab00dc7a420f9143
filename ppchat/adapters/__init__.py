"""The outside world: each file is the only door to one part of it."""
