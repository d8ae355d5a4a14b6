"""Simulated people over real sockets: they rehearse a model, measure it, and move in the demo."""
