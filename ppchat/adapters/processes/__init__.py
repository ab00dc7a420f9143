"""Child processes: the reader, the proxy, the pipe and the demo, each with its handle."""
