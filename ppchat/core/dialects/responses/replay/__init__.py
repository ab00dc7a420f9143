"""How recordings of Responses answer other requests, and how an answer is written in it."""
