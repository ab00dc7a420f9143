"""The command line: turns arguments into one call, and prints the result."""
