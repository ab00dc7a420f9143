"""Chat with a model in the terminal, and see every event of its stream."""

__version__ = "0.1.0"
