"""What is typed and pasted: parsed, and handed to the app in order."""
