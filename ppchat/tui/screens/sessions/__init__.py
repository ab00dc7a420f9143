"""The list of saved conversations."""
