"""Experiment 4: heat conduction, and other partial differential equations."""
