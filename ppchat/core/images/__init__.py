"""Images of an answer: where they are in it, and what their first bytes say of them."""
