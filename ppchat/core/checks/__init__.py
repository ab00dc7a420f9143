"""What is to be said of a stream: findings about its protocol and its time."""
