"""The image library, and what the desktop and the disk do with an image."""
