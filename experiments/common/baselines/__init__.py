"""Models that the experiments are compared with."""
