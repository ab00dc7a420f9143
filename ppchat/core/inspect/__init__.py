"""What the inspector shows of a recording: rows, lanes, filters, positions to go to."""
