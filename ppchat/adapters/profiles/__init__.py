"""Where requests go, and which key goes there."""
