"""Bytes to frames to events, and the signals that every source of them gives."""
