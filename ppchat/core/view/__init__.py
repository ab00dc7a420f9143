"""What a screen shows of an answer, as values."""
