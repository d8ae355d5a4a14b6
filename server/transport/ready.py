"""The ready workshops over HTTP: which one somebody wants to start with, and what the start page shows of them."""

from __future__ import annotations

from server import models
from server.transport.problem import Problem
from server.transport.shapes import CreateRoom, ModelInfo, ModelStep
from sessions.model import Model, ModelMistake


def model_of(wish: CreateRoom) -> Model:
    """The model or agenda that somebody wants to start with."""
    if wish.agenda is None and not wish.model.strip():
        raise Problem(400, "no_model")
    try:
        return models.judged(wish.agenda) if wish.agenda is not None else models.load(wish.model)
    except models.UnknownModel as wrong:
        raise Problem(404, "unknown_model", name=wish.model) from wrong
    except ModelMistake as wrong:
        raise Problem(400, "wrong_model", why=str(wrong)) from wrong


def described(model: Model) -> ModelInfo:
    """A ready workshop, as the start page shows it."""
    steps = tuple(ModelStep(s.phase, s.activity, s.title, s.minutes, s.paper) for s in model.steps)
    return ModelInfo(model.name, model.title, model.description, model.people, model.minutes, model.langs, steps)
