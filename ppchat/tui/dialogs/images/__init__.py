"""Images over the whole screen."""
