"""Experiment 2: predator and prey."""
