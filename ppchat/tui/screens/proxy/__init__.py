"""The screen of the streams of other clients that pass through the proxy."""
