"""The form that connects to a server."""
