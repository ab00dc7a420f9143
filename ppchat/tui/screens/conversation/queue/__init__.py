"""The prompts that wait for the answer in progress."""
