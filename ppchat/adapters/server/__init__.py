"""Loopback HTTP servers: one replays recordings, one forwards requests."""
