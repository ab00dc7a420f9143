"""Which recording answers a request, and how it is made ready for it."""
