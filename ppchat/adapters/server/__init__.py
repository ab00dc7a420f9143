"""Loopback HTTP servers: one that replays recordings, one that passes requests through."""
