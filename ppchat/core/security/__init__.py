"""What keeps foreign text from a terminal and secrets from leaving the machine."""
