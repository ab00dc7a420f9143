"""The tools of a conversation: what is on, what may run, and how calls are answered."""
