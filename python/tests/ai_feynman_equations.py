"""The 100 equations of the Feynman Symbolic Regression Database, written by hand in PyTorch.

The equations are those of S.-M. Udrescu and M. Tegmark, "AI Feynman: A physics-inspired method for
symbolic regression", Science Advances 6 (2020). The programs of the same names, with the ranges of
their variables, are in `examples/ai_feynman/`.
"""

import math
from collections.abc import Callable

from torch import Tensor, asin, cos, exp, log, sin, sqrt, tanh

pi = math.pi

EQUATIONS: dict[str, Callable[..., Tensor]] = {
    "I.6.2a": lambda theta: exp(-(theta**2) / 2) / math.sqrt(2 * pi),
    "I.6.2": lambda sigma, theta: exp(-((theta / sigma) ** 2) / 2) / (math.sqrt(2 * pi) * sigma),
    "I.6.2b": lambda sigma, theta, theta1: (
        exp(-(((theta - theta1) / sigma) ** 2) / 2) / (math.sqrt(2 * pi) * sigma)
    ),
    "I.8.14": lambda x1, x2, y1, y2: sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2),
    "I.9.18": lambda m1, m2, G, x1, x2, y1, y2, z1, z2: (
        G * m1 * m2 / ((x2 - x1) ** 2 + (y2 - y1) ** 2 + (z2 - z1) ** 2)
    ),
    "I.10.7": lambda m_0, v, c: m_0 / sqrt(1 - v**2 / c**2),
    "I.11.19": lambda x1, x2, x3, y1, y2, y3: x1 * y1 + x2 * y2 + x3 * y3,
    "I.12.1": lambda mu, Nn: mu * Nn,
    "I.12.2": lambda q1, q2, epsilon, r: q1 * q2 * r / (4 * pi * epsilon * r**3),
    "I.12.4": lambda q1, epsilon, r: q1 * r / (4 * pi * epsilon * r**3),
    "I.12.5": lambda q2, Ef: q2 * Ef,
    "I.12.11": lambda q, Ef, B, v, theta: q * (Ef + B * v * sin(theta)),
    "I.13.4": lambda m, v, u, w: 1 / 2 * m * (v**2 + u**2 + w**2),
    "I.13.12": lambda m1, m2, r1, r2, G: G * m1 * m2 * (1 / r2 - 1 / r1),
    "I.14.3": lambda m, g, z: m * g * z,
    "I.14.4": lambda k_spring, x: 1 / 2 * k_spring * x**2,
    "I.15.3x": lambda x, u, c, t: (x - u * t) / sqrt(1 - u**2 / c**2),
    "I.15.3t": lambda x, c, u, t: (t - u * x / c**2) / sqrt(1 - u**2 / c**2),
    "I.15.1": lambda m_0, v, c: m_0 * v / sqrt(1 - v**2 / c**2),
    "I.16.6": lambda c, v, u: (u + v) / (1 + u * v / c**2),
    "I.18.4": lambda m1, m2, r1, r2: (m1 * r1 + m2 * r2) / (m1 + m2),
    "I.18.12": lambda r, F, theta: r * F * sin(theta),
    "I.18.14": lambda m, r, v, theta: m * r * v * sin(theta),
    "I.24.6": lambda m, omega, omega_0, x: 1 / 2 * m * (omega**2 + omega_0**2) * (1 / 2) * x**2,
    "I.25.13": lambda q, C: q / C,
    "I.26.2": lambda n, theta2: asin(n * sin(theta2)),
    "I.27.6": lambda d1, d2, n: 1 / (1 / d1 + n / d2),
    "I.29.4": lambda omega, c: omega / c,
    "I.29.16": lambda x1, x2, theta1, theta2: sqrt(
        x1**2 + x2**2 - 2 * x1 * x2 * cos(theta1 - theta2)
    ),
    "I.30.3": lambda Int_0, theta, n: Int_0 * sin(n * theta / 2) ** 2 / sin(theta / 2) ** 2,
    "I.30.5": lambda lambd, d, n: asin(lambd / (n * d)),
    "I.32.5": lambda q, a, epsilon, c: q**2 * a**2 / (6 * pi * epsilon * c**3),
    "I.32.17": lambda epsilon, c, Ef, r, omega, omega_0: (
        1
        / 2
        * epsilon
        * c
        * Ef**2
        * (8 * pi * r**2 / 3)
        * (omega**4 / (omega**2 - omega_0**2) ** 2)
    ),
    "I.34.8": lambda q, v, B, p: q * v * B / p,
    "I.34.1": lambda c, v, omega_0: omega_0 / (1 - v / c),
    "I.34.14": lambda c, v, omega_0: (1 + v / c) / sqrt(1 - v**2 / c**2) * omega_0,
    "I.34.27": lambda omega, h: h / (2 * pi) * omega,
    "I.37.4": lambda I1, I2, delta: I1 + I2 + 2 * sqrt(I1 * I2) * cos(delta),
    "I.38.12": lambda m, q, h, epsilon: 4 * pi * epsilon * (h / (2 * pi)) ** 2 / (m * q**2),
    "I.39.1": lambda pr, V: 3 / 2 * pr * V,
    "I.39.11": lambda gamma, pr, V: 1 / (gamma - 1) * pr * V,
    "I.39.22": lambda n, T, V, kb: n * kb * T / V,
    "I.40.1": lambda n_0, m, x, T, g, kb: n_0 * exp(-m * g * x / (kb * T)),
    "I.41.16": lambda omega, T, h, kb, c: (
        h / (2 * pi) * omega**3 / (pi**2 * c**2 * (exp(h / (2 * pi) * omega / (kb * T)) - 1))
    ),
    "I.43.16": lambda mu_drift, q, Volt, d: mu_drift * q * Volt / d,
    "I.43.31": lambda mob, T, kb: mob * kb * T,
    "I.43.43": lambda gamma, kb, A, v: 1 / (gamma - 1) * kb * v / A,
    "I.44.4": lambda n, kb, T, V1, V2: n * kb * T * log(V2 / V1),
    "I.47.23": lambda gamma, pr, rho: sqrt(gamma * pr / rho),
    "I.48.2": lambda m, v, c: m * c**2 / sqrt(1 - v**2 / c**2),
    "I.50.26": lambda x1, omega, t, alpha: x1 * (cos(omega * t) + alpha * cos(omega * t) ** 2),
    "II.2.42": lambda kappa, T1, T2, A, d: kappa * (T2 - T1) * A / d,
    "II.3.24": lambda Pwr, r: Pwr / (4 * pi * r**2),
    "II.4.23": lambda q, epsilon, r: q / (4 * pi * epsilon * r),
    "II.6.11": lambda epsilon, p_d, theta, r: 1 / (4 * pi * epsilon) * p_d * cos(theta) / r**2,
    "II.6.15a": lambda epsilon, p_d, r, x, y, z: (
        p_d / (4 * pi * epsilon) * 3 * z / r**5 * sqrt(x**2 + y**2)
    ),
    "II.6.15b": lambda epsilon, p_d, theta, r: (
        p_d / (4 * pi * epsilon) * 3 * cos(theta) * sin(theta) / r**3
    ),
    "II.8.7": lambda q, epsilon, d: 3 / 5 * q**2 / (4 * pi * epsilon * d),
    "II.8.31": lambda epsilon, Ef: epsilon * Ef**2 / 2,
    "II.10.9": lambda sigma_den, epsilon, chi: sigma_den / epsilon * 1 / (1 + chi),
    "II.11.3": lambda q, Ef, m, omega_0, omega: q * Ef / (m * (omega_0**2 - omega**2)),
    "II.11.17": lambda n_0, kb, T, theta, p_d, Ef: n_0 * (1 + p_d * Ef * cos(theta) / (kb * T)),
    "II.11.20": lambda n_rho, p_d, Ef, kb, T: n_rho * p_d**2 * Ef / (3 * kb * T),
    "II.11.27": lambda n, alpha, epsilon, Ef: n * alpha / (1 - n * alpha / 3) * epsilon * Ef,
    "II.11.28": lambda n, alpha: 1 + n * alpha / (1 - n * alpha / 3),
    "II.13.17": lambda epsilon, c, I, r: 1 / (4 * pi * epsilon * c**2) * 2 * I / r,  # noqa: E741
    "II.13.23": lambda rho_c_0, v, c: rho_c_0 / sqrt(1 - v**2 / c**2),
    "II.13.34": lambda rho_c_0, v, c: rho_c_0 * v / sqrt(1 - v**2 / c**2),
    "II.15.4": lambda mom, B, theta: -mom * B * cos(theta),
    "II.15.5": lambda p_d, Ef, theta: -p_d * Ef * cos(theta),
    "II.21.32": lambda q, epsilon, r, v, c: q / (4 * pi * epsilon * r * (1 - v / c)),
    "II.24.17": lambda omega, c, d: sqrt(omega**2 / c**2 - pi**2 / d**2),
    "II.27.16": lambda epsilon, c, Ef: epsilon * c * Ef**2,
    "II.27.18": lambda epsilon, Ef: epsilon * Ef**2,
    "II.34.2a": lambda q, v, r: q * v / (2 * pi * r),
    "II.34.2": lambda q, v, r: q * v * r / 2,
    "II.34.11": lambda g_, q, B, m: g_ * q * B / (2 * m),
    "II.34.29a": lambda q, h, m: q * h / (4 * pi * m),
    "II.34.29b": lambda g_, h, Jz, mom, B: g_ * mom * B * Jz / (h / (2 * pi)),
    "II.35.18": lambda n_0, kb, T, mom, B: (
        n_0 / (exp(mom * B / (kb * T)) + exp(-mom * B / (kb * T)))
    ),
    "II.35.21": lambda n_rho, mom, B, kb, T: n_rho * mom * tanh(mom * B / (kb * T)),
    "II.36.38": lambda mom, H, kb, T, alpha, epsilon, c, M: (
        mom * H / (kb * T) + mom * alpha / (epsilon * c**2 * kb * T) * M
    ),
    "II.37.1": lambda mom, B, chi: mom * (1 + chi) * B,
    "II.38.3": lambda Y, A, d, x: Y * A * x / d,
    "II.38.14": lambda Y, sigma: Y / (2 * (1 + sigma)),
    "III.4.32": lambda h, omega, kb, T: 1 / (exp(h / (2 * pi) * omega / (kb * T)) - 1),
    "III.4.33": lambda h, omega, kb, T: (
        h / (2 * pi) * omega / (exp(h / (2 * pi) * omega / (kb * T)) - 1)
    ),
    "III.7.38": lambda mom, B, h: 2 * mom * B / (h / (2 * pi)),
    "III.8.54": lambda E_n, t, h: sin(E_n * t / (h / (2 * pi))) ** 2,
    "III.9.52": lambda p_d, Ef, t, h, omega, omega_0: (
        p_d
        * Ef
        * t
        / (h / (2 * pi))
        * sin((omega - omega_0) * t / 2) ** 2
        / ((omega - omega_0) * t / 2) ** 2
    ),
    "III.10.19": lambda mom, Bx, By, Bz: mom * sqrt(Bx**2 + By**2 + Bz**2),
    "III.12.43": lambda n, h: n * (h / (2 * pi)),
    "III.13.18": lambda E_n, d, k, h: 2 * E_n * d**2 * k / (h / (2 * pi)),
    "III.14.14": lambda I_0, q, Volt, kb, T: I_0 * (exp(q * Volt / (kb * T)) - 1),
    "III.15.12": lambda U, k, d: 2 * U * (1 - cos(k * d)),
    "III.15.14": lambda h, E_n, d: (h / (2 * pi)) ** 2 / (2 * E_n * d**2),
    "III.15.27": lambda alpha, n, d: 2 * pi * alpha / (n * d),
    "III.17.37": lambda beta, alpha, theta: beta * (1 + alpha * cos(theta)),
    "III.19.51": lambda m, q, h, n, epsilon: (
        -m * q**4 / (2 * (4 * pi * epsilon) ** 2 * (h / (2 * pi)) ** 2) * (1 / n**2)
    ),
    "III.21.20": lambda rho_c_0, q, A_vec, m: -rho_c_0 * q * A_vec / m,
}
