"""Everything that touches the world: sockets, files, clocks. The workshop itself lives in `sessions`."""

__version__ = "0.1.0"
