"""The six experiments: `python -m experiments` from the root of the repository."""
