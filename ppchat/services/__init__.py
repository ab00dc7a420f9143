"""What the program does, without a user interface."""
