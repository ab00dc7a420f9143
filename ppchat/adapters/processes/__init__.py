"""Child processes: the reader, the proxy, the pipe and the demo, and the app's handles on them."""
