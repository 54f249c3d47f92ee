// Lotka and Volterra's prey after `steps` Runge-Kutta steps, and its derivatives by the four rates.
//
// One trajectory in forward mode: the four tangents are the lanes of one vector, so that they cost
// about as much as one. Many trajectories once in forward mode and once in reverse mode, eight
// trajectories in the lanes of a vector; the runner takes whichever is faster.
//
// rates: α, β, γ and δ of trajectory i at rates[0 * n + i] … rates[3 * n + i]; gradients likewise.
#include <stdlib.h>

#include "lanes.h"

EXPORT void lotka_volterra_one(double x, double y, const double *rates, int64_t steps, double h,
                               double *value, double *gradients) {
  const double a = rates[0], b = rates[1], c = rates[2], d = rates[3];
  const d4 by_a = {1, 0, 0, 0}, by_b = {0, -1, 0, 0}, by_c = {0, 0, -1, 0}, by_d = {0, 0, 0, 1};
  d4 dx = {0}, dy = {0};
  for (int64_t k = 0; k < steps; k++) {
    double sum_x = 0, sum_y = 0, xs = x, ys = y;
    d4 dsum_x = {0}, dsum_y = {0}, dxs = dx, dys = dy;
#pragma clang loop unroll(full)
    for (int stage = 0; stage < 4; stage++) {
      const double weight = stage == 0 || stage == 3 ? 1 : 2, ahead = stage == 2 ? h : h / 2;
      const double xy = xs * ys, kx = a * xs - b * xy, ky = d * xy - c * ys;
      const d4 dkx = (a - b * ys) * dxs - (b * xs) * dys + xs * by_a + xy * by_b;
      const d4 dky = (d * ys) * dxs + (d * xs - c) * dys + ys * by_c + xy * by_d;
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

// n is a multiple of 8.
EXPORT void lotka_volterra_forward(const double *prey, const double *predator, const double *rates,
                                   int64_t n, int64_t steps, double h, double *value,
                                   double *gradients) {
  for (int64_t i = 0; i < n; i += 8) {
    const d8 a = load8(rates + i), b = load8(rates + n + i), c = load8(rates + 2 * n + i),
             d = load8(rates + 3 * n + i);
    d8 x = load8(prey + i), y = load8(predator + i), dx[4] = {0}, dy[4] = {0};
    for (int64_t k = 0; k < steps; k++) {
      d8 sum_x = {0}, sum_y = {0}, xs = x, ys = y;
      d8 dsum_x[4] = {0}, dsum_y[4] = {0}, dxs[4], dys[4];
      for (int p = 0; p < 4; p++) dxs[p] = dx[p], dys[p] = dy[p];
#pragma clang loop unroll(full)
      for (int stage = 0; stage < 4; stage++) {
        const double weight = stage == 0 || stage == 3 ? 1 : 2, ahead = stage == 2 ? h : h / 2;
        const d8 xy = xs * ys, kx = a * xs - b * xy, ky = d * xy - c * ys;
        const d8 xx = a - b * ys, minus_xy = b * xs, yx = d * ys, yy = d * xs - c;
        const d8 zero = {0}, from_x[4] = {xs, -xy, zero, zero}, from_y[4] = {zero, zero, -ys, xy};
        sum_x += weight * kx, sum_y += weight * ky;
        for (int p = 0; p < 4; p++) {
          const d8 dkx = xx * dxs[p] - minus_xy * dys[p] + from_x[p];
          const d8 dky = yx * dxs[p] + yy * dys[p] + from_y[p];
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

// The adjoints of one stage: its slopes' adjoints go to the stage's place and to the rates.
static inline void stage_adjoint(const d8 rates[4], d8 x, d8 y, d8 kx_bar, d8 ky_bar, d8 *x_bar,
                                 d8 *y_bar, d8 rates_bar[4]) {
  const d8 xy = x * y, xy_bar = rates[3] * ky_bar - rates[1] * kx_bar;
  rates_bar[0] += x * kx_bar;
  rates_bar[1] -= xy * kx_bar;
  rates_bar[2] -= y * ky_bar;
  rates_bar[3] += xy * ky_bar;
  *x_bar = rates[0] * kx_bar + y * xy_bar;
  *y_bar = x * xy_bar - rates[2] * ky_bar;
}

// Two groups of eight at a time, so that one group's work fills the other's waiting.
enum { GROUPS = 2 };

// n is a multiple of 16. Keeps the populations before every step; 0, or 1 when memory runs out.
EXPORT int lotka_volterra_reverse(const double *prey, const double *predator, const double *rates,
                                  int64_t n, int64_t steps, double h, double *value,
                                  double *gradients) {
  d8 *tape = aligned_alloc(64, (steps + 1) * 2 * GROUPS * sizeof(d8));
  if (!tape) return 1;
  for (int64_t i = 0; i < n; i += 8 * GROUPS) {
    d8 r[GROUPS][4], x[GROUPS], y[GROUPS];
    for (int g = 0; g < GROUPS; g++) {
      for (int p = 0; p < 4; p++) r[g][p] = load8(rates + p * n + i + 8 * g);
      x[g] = load8(prey + i + 8 * g), y[g] = load8(predator + i + 8 * g);
    }
    for (int64_t k = 0; k < steps; k++) {
      for (int g = 0; g < GROUPS; g++) {
        tape[(2 * k) * GROUPS + g] = x[g], tape[(2 * k + 1) * GROUPS + g] = y[g];
        d8 sum_x = {0}, sum_y = {0}, xs = x[g], ys = y[g];
#pragma clang loop unroll(full)
        for (int stage = 0; stage < 4; stage++) {
          const double weight = stage == 0 || stage == 3 ? 1 : 2, ahead = stage == 2 ? h : h / 2;
          const d8 xy = xs * ys;
          const d8 kx = r[g][0] * xs - r[g][1] * xy, ky = r[g][3] * xy - r[g][2] * ys;
          sum_x += weight * kx, sum_y += weight * ky;
          xs = x[g] + ahead * kx, ys = y[g] + ahead * ky;
        }
        x[g] += h / 6 * sum_x, y[g] += h / 6 * sum_y;
      }
    }
    d8 x_bar[GROUPS], y_bar[GROUPS], rates_bar[GROUPS][4];
    for (int g = 0; g < GROUPS; g++) {
      const d8 zero = {0};
      store8(value + i + 8 * g, x[g]);
      x_bar[g] = zero + 1, y_bar[g] = zero;
      for (int p = 0; p < 4; p++) rates_bar[g][p] = zero;
    }
    for (int64_t k = steps; k-- > 0;) {
      for (int g = 0; g < GROUPS; g++) {
        const d8 x0 = tape[(2 * k) * GROUPS + g], y0 = tape[(2 * k + 1) * GROUPS + g];
        d8 xs[4], ys[4];
        xs[0] = x0, ys[0] = y0;
#pragma clang loop unroll(full)
        for (int stage = 0; stage < 3; stage++) {
          const double ahead = stage == 2 ? h : h / 2;
          const d8 xy = xs[stage] * ys[stage];
          xs[stage + 1] = x0 + ahead * (r[g][0] * xs[stage] - r[g][1] * xy);
          ys[stage + 1] = y0 + ahead * (r[g][3] * xy - r[g][2] * ys[stage]);
        }
        d8 total_x = x_bar[g], total_y = y_bar[g], later_x = {0}, later_y = {0};
#pragma clang loop unroll(full)
        for (int stage = 3; stage >= 0; stage--) {
          const double weight = stage == 0 || stage == 3 ? h / 6 : h / 3;
          const double ahead = stage == 3 ? 0 : stage == 2 ? h : h / 2;
          const d8 kx_bar = weight * x_bar[g] + ahead * later_x;
          const d8 ky_bar = weight * y_bar[g] + ahead * later_y;
          stage_adjoint(r[g], xs[stage], ys[stage], kx_bar, ky_bar, &later_x, &later_y,
                        rates_bar[g]);
          total_x += later_x, total_y += later_y;
        }
        x_bar[g] = total_x, y_bar[g] = total_y;
      }
    }
    for (int g = 0; g < GROUPS; g++)
      for (int p = 0; p < 4; p++) store8(gradients + p * n + i + 8 * g, rates_bar[g][p]);
  }
  free(tape);
  return 0;
}
