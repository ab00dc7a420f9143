"""What a terminal captured: the output and traces of curl, lines with times."""
