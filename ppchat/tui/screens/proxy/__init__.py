"""The streams of other clients, as they pass the proxy."""
