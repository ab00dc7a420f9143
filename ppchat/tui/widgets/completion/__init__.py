"""The list of completions that opens above the prompt."""
