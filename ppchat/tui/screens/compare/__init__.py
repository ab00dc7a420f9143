"""Two or more responses side by side on one time axis."""
