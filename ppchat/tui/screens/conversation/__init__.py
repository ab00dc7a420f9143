"""The main screen: the answer beside its events."""
