"""The first screen: what it says and offers, until something is asked."""
