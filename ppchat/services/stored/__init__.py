"""What is stored of before, and what is kept of what is not sent yet."""
