"""Checks of a stream: findings about its protocol and its timing."""
