"""Bytes → frames → events, and the signals that every source of them yields."""
