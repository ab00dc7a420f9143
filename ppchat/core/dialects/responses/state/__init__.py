"""The state of a response, and how each event changes it."""
