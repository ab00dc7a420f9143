"""Recordings in the file formats of others and in our own."""
