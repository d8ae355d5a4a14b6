"""What `python -m server` can do: one file a command, each with `HELP`, `arguments(parser)` and `run(args) -> exit code`."""


class CommandFailed(Exception):
    """A command cannot go on; the message is one line that says what to do."""


def rooms(count: int) -> str:
    """So many rooms, in words."""
    return f"{count} room" if count == 1 else f"{count} rooms"
