"""Experiment 3: the damped pendulum."""
