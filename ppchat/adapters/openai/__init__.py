"""The openai client: requests out, stamped frames in."""
