"""Experiment 6: chains of programs, and programs among networks."""
