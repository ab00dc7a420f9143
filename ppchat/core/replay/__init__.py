"""Which recording answers a request, and how it is adapted to it."""
