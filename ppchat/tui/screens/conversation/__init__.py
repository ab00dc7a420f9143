"""The main screen: the conversation beside its events."""
