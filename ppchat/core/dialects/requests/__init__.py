"""What the requests of all dialects have in common."""
