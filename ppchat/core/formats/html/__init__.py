"""Prompts and their recordings as one HTML file that needs nothing else and loads nothing."""
