"""Streams that other programs write: stdin, stamped from the start, and commands that are run."""
