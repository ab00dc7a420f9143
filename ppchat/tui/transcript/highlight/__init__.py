"""What is highlighted in the text: matches of a search, additions, tints, the selection."""
