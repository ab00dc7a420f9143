"""Connecting to a server: what it speaks, and what is kept of how it is asked."""
