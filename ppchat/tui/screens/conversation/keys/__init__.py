"""What keys do that mean different things at different times."""
