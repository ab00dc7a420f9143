"""Images drawn in the cells of the terminal; imported when the first one is shown."""
