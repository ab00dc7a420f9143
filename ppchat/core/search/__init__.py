"""What is searched of a turn, what a query asks for, and how a hit reads."""
