"""Fitting: the unknowns of a model from data, and how well they are known.

`neuralc.fit` is in `fit.py`. It makes a `Space` (which elements are free, and the coordinates they
are searched in), a `Predictor` (the residuals of a model and their derivatives) and of both a
`Problem` (weights, loss, priors). A solver finds its minimum, and `statistics.py` says how well it
is known.
"""
