"""What other windows do meanwhile to the conversation that is open."""
