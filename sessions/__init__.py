"""The workshop itself, pure: no await, no clock, no dice, no files. Reads like a facilitator's handbook."""
