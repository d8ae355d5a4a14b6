"""What moves bytes: sockets, the HTTP API and the pages. Knows the hub by its ports, and nothing of SQL."""
