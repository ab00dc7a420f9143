"""What output items look like, whatever their dialect."""
