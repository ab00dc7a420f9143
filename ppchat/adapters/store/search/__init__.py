"""Search over everything in the store: the index of its texts, and what is read from it."""
