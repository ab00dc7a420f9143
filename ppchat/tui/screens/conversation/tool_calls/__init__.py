"""What the model calls: asked about, run, answered; and which tools it may use."""
