"""A test that fails must not leave a journal's thread behind that keeps the whole run from ending."""

from tests.server.journal.conftest import no_desk_stays_open

__all__ = ["no_desk_stays_open"]
