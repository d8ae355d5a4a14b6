"""Live rooms: one task and one writer per room; publish, catch up, presence. Knows ports, no socket, no SQL."""
