"""The durable log of all rooms: `port` says what it promises, `sqlite` and `memory` keep the promise.

The engines are not imported here: whoever needs only the promise (the hub) must not load an engine with it.
"""
