"""What each protocol says: how it names events, what they add, how it ends."""
