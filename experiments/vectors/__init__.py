"""Experiment 5: forces and motion in three dimensions."""
