"""The metrics of a stream: measured, explained, compared."""
