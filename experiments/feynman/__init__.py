"""Experiment 1: fifteen laws of physics."""
