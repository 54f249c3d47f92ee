"""What the published prototype (version 1.0.0) reaches by its own protocol, as measured."""

from math import inf

#: The constants' relative error in per cent, by the title of the law, one figure for each law.
CONSTANT_ERROR = {
    "Planck": 0.006,
    "Hooke": 0.0007,
    "kinetic energy": 0.017,
    "ideal gas": 0.010,
    "gravity": 0.010,
    "Coulomb": 0.78,
    "field energy": 0.001,
    "heat conduction": 0.002,
    "speed of sound": 0.012,
    "pendulum period": 0.004,
    "relativistic mass": 19.7,
    "relativistic energy": 0.002,
    "oscillator": inf,
    "Gaussian": 0.002,
    "barometric": 0.009,
}

#: The mean square error on clean points in the ranges of training.
MEAN_SQUARE = {
    "Planck": 5.4e-6,
    "Hooke": 1.1e-9,
    "kinetic energy": 1.1e-6,
    "ideal gas": 2.6e-6,
    "gravity": 2.3e-5,
    "Coulomb": 0.25,
    "field energy": 2.8e-7,
    "heat conduction": 1.6e-6,
    "speed of sound": 1.4e-8,
    "pendulum period": 2.1e-8,
    "relativistic mass": 1.7e-3,
    "relativistic energy": 1.5e-6,
    "oscillator": 1.9,
    "Gaussian": 6e-11,
    "barometric": 3.5e-9,
}
