"""What goes on now: in words for the header and for the title of the window."""
