"""Rooms outside their journal: what a backup holds, how it is taken, shipped while the server runs, and brought back.

A backup holds each room as it stands and what everybody saw of it, never what ties people to secrets (sessions/untied.py),
and it can be read without a server: one file a room, each with its own hash, and a manifest in JSON.
"""
