"""Values in, values out: no I/O, no clock, no asyncio, the standard library only."""
