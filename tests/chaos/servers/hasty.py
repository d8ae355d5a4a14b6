"""As it should be, but with deadlines of two seconds, so that a test need not wait for fifteen."""

import sys

from server.cli import main
from server.transport import connections, websocket

connections.HEAD_WITHIN = 2.0
websocket.FIRST_MESSAGE_WITHIN = 2.0

if __name__ == "__main__":
    sys.exit(main())
