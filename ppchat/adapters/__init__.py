"""Each file is the only door to one thing outside."""
