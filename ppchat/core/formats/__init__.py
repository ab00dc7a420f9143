"""Recordings in ppchat's own file format and in those of other programs."""
