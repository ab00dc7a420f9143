"""Conversations and every frame of their runs, in SQLite."""
