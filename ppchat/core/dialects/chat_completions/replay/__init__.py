"""How recordings of Chat Completions answer other requests, and how an answer is written in it."""
