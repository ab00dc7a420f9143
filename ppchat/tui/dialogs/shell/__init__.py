"""What a command of the user's shell printed, before any of it is used."""
