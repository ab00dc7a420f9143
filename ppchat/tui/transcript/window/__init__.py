"""The window on the conversation: where its text is placed, and how its lines are painted."""
