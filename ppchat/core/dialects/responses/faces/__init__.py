"""What each type of output item of the Responses API looks like."""
