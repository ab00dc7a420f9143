"""What the next turn asks with: from the configuration, the branch that is shown, or the user."""
