"""What the vendors' own SDKs make of a stream."""
