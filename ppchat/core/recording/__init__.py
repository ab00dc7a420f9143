"""The stream of one request, in columns, and the gaps between its events."""
