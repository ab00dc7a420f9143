"""What `ppchat sessions` prints."""
