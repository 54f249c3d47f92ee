"""Ordinary differential equations whose right-hand sides are compiled programs or other modules."""

from neuralc.ode._adaptive import odeint
from neuralc.ode._errors import IntegrationWarning
from neuralc.ode._integrate import integrate
from neuralc.ode._right_hand_side import RightHandSide
from neuralc.ode._rollout import rollout
from neuralc.ode._shooting import MultipleShooting
from neuralc.ode._simulate import simulate

__all__ = [
    "IntegrationWarning",
    "MultipleShooting",
    "RightHandSide",
    "integrate",
    "odeint",
    "rollout",
    "simulate",
]
