"""What the inspector needs of an exchange of several rounds: its rows and lanes as one."""
