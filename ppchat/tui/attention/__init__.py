"""What tells a user who looks elsewhere that something has ended or waits."""
