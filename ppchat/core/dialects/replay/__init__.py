"""What a server needs of a dialect to answer requests with its recordings."""
