"""The models that can be chosen, at all servers that are known."""
