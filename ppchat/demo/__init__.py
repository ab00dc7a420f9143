"""The built-in demo: its recordings, and a process that answers with them."""
