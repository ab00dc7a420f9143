"""The rules of items and their parts, one file per subject."""
