"""What is known of terminals, by what they say of themselves in the environment."""
