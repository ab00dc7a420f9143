"""What each type of content block of Messages looks like."""
