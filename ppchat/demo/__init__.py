"""The recordings that the built-in demo answers with, and the server that does."""
