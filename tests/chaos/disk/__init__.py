"""Disks that fail on purpose: a shim around SQLite's own file layer, and what a power cut leaves of its files."""
