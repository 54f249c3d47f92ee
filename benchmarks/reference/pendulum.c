// The angle of a damped pendulum after `steps` Runge-Kutta steps, and its derivatives by the initial
// angle and velocity, g/L and damping, in forward mode: for one pendulum the four tangents are the
// lanes of a vector, for many the pendulums are.
#define _GNU_SOURCE
#include <math.h>

#include "lanes.h"

// values: angle, velocity, g/L and damping.
EXPORT void pendulum_one(const double *values, int64_t steps, double h, double *value,
                         double *gradients) {
  double x = values[0], y = values[1];
  const double g = values[2], damping = values[3];
  const d4 by_g = {0, 0, -1, 0}, by_damping = {0, 0, 0, -1};
  d4 dx = {1, 0, 0, 0}, dy = {0, 1, 0, 0};
  for (int64_t k = 0; k < steps; k++) {
    double sum_x = 0, sum_y = 0, xs = x, ys = y;
    d4 dsum_x = {0}, dsum_y = {0}, dxs = dx, dys = dy;
    for (int stage = 0; stage < 4; stage++) {
      const double weight = stage == 0 || stage == 3 ? 1 : 2, ahead = stage == 2 ? h : h / 2;
      double sine, cosine;
      sincos(xs, &sine, &cosine);
      const double kx = ys, ky = -g * sine - damping * ys;
      const d4 dkx = dys, dky = -(g * cosine) * dxs - damping * dys + sine * by_g + ys * by_damping;
      sum_x += weight * kx, sum_y += weight * ky;
      dsum_x += weight * dkx, dsum_y += weight * dky;
      xs = x + ahead * kx, ys = y + ahead * ky;
      dxs = dx + ahead * dkx, dys = dy + ahead * dky;
    }
    x += h / 6 * sum_x, y += h / 6 * sum_y;
    dx += h / 6 * dsum_x, dy += h / 6 * dsum_y;
  }
  *value = x;
  for (int i = 0; i < 4; i++) gradients[i] = dx[i];
}

// Values and gradients of pendulum i at i, n + i, 2 n + i and 3 n + i; n is a multiple of 8.
EXPORT void pendulum_many(const double *values, int64_t n, int64_t steps, double h, double *value,
                          double *gradients) {
  for (int64_t i = 0; i < n; i += 8) {
    d8 x = load8(values + i), y = load8(values + n + i), dx[4] = {0}, dy[4] = {0};
    const d8 g = load8(values + 2 * n + i), damping = load8(values + 3 * n + i);
    dx[0] += 1, dy[1] += 1;
    for (int64_t k = 0; k < steps; k++) {
      d8 sum_x = {0}, sum_y = {0}, xs = x, ys = y;
      d8 dsum_x[4] = {0}, dsum_y[4] = {0}, dxs[4], dys[4];
      for (int p = 0; p < 4; p++) dxs[p] = dx[p], dys[p] = dy[p];
      for (int stage = 0; stage < 4; stage++) {
        const double weight = stage == 0 || stage == 3 ? 1 : 2, ahead = stage == 2 ? h : h / 2;
        const d8 sine = _ZGVeN8v_sin(xs), slope = g * _ZGVeN8v_cos(xs);
        const d8 kx = ys, ky = -g * sine - damping * ys, zero = {0};
        const d8 from[4] = {zero, zero, -sine, -ys};
        sum_x += weight * kx, sum_y += weight * ky;
        for (int p = 0; p < 4; p++) {
          const d8 dkx = dys[p], dky = from[p] - slope * dxs[p] - damping * dys[p];
          dsum_x[p] += weight * dkx, dsum_y[p] += weight * dky;
          dxs[p] = dx[p] + ahead * dkx, dys[p] = dy[p] + ahead * dky;
        }
        xs = x + ahead * kx, ys = y + ahead * ky;
      }
      x += h / 6 * sum_x, y += h / 6 * sum_y;
      for (int p = 0; p < 4; p++) dx[p] += h / 6 * dsum_x[p], dy[p] += h / 6 * dsum_y[p];
    }
    store8(value + i, x);
    for (int p = 0; p < 4; p++) store8(gradients + p * n + i, dx[p]);
  }
}
