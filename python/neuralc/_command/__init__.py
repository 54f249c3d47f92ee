"""The commands that are written in Python: `python -m neuralc fit`."""
