"""The comparison of responses."""
