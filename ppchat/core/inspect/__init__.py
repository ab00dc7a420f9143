"""What the inspector shows of a recording: rows, lanes, filters, places to go to."""
