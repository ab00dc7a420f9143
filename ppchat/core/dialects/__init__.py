"""What each protocol defines: its event types, what they add to the response, how it ends."""
