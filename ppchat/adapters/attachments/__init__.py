"""Files on their way to a prompt: read, found among others, taken from the clipboard."""
