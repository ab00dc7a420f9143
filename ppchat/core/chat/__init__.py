"""Turns in a tree, and when a request is made once more."""
