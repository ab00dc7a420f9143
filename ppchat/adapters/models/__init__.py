"""Which models servers offer, and which servers run on this machine."""
