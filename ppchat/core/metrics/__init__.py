"""The timings of a stream: measured, explained, compared."""
