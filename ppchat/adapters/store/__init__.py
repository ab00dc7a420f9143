"""Conversations and every frame of their runs, stored in SQLite."""
