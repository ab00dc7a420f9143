"""What is read from the store: the list of conversations, and each of them as it is needed."""
