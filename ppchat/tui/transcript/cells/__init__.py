"""The cells of a conversation, each as rows: its heading, its text, what is folded of it."""
