"""The commands that are typed at the prompt, after a slash."""
