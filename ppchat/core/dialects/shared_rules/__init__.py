"""Rules that streams of several dialects keep to."""
